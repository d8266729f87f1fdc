using System.Buffers.Binary;
using System.Numerics;

namespace Fathom.Sources.Bundle;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): without its key, what it answers cannot be told from chance. All that is needed of
/// cryptography here, and without its library.
/// </summary>
static class SipHash
{
    public static ulong Of(ulong first, ulong second, ReadOnlySpan<byte> bytes)
    {
        State state = new(first, second);
        ulong length = (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        // The rest of the bytes, and above them how many there were in all.
        ulong last = length << 56;
        for (int i = 0; i < bytes.Length; i++)
            last |= (ulong)bytes[i] << (8 * i);
        state.Take(last);
        return state.Finish();
    }

    struct State(ulong first, ulong second)
    {
        // "somepseudorandomlygeneratedbytes".
        ulong _a = first ^ 0x736f6d6570736575, _b = second ^ 0x646f72616e646f6d, _c = first ^ 0x6c7967656e657261, _d = second ^ 0x7465646279746573;

        public void Take(ulong word)
        {
            _d ^= word;
            Round();
            Round();
            _a ^= word;
        }

        public ulong Finish()
        {
            _c ^= 0xff;
            for (int i = 0; i < 4; i++)
                Round();
            return _a ^ _b ^ _c ^ _d;
        }

        void Round()
        {
            _a = unchecked(_a + _b);
            _b = BitOperations.RotateLeft(_b, 13) ^ _a;
            _a = BitOperations.RotateLeft(_a, 32);
            _c = unchecked(_c + _d);
            _d = BitOperations.RotateLeft(_d, 16) ^ _c;
            _a = unchecked(_a + _d);
            _d = BitOperations.RotateLeft(_d, 21) ^ _a;
            _c = unchecked(_c + _b);
            _b = BitOperations.RotateLeft(_b, 17) ^ _c;
            _c = BitOperations.RotateLeft(_c, 32);
        }
    }
}
