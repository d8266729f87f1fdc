using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fathom.Evidence.Peeking;

namespace Fathom.Sources.Peeking;

interface ITextVisitor
{
    void Text(ReadOnlySpan<byte> bytes, int start, int length, TextEncoding encoding);
}

/// <summary>
/// Finds texts in bytes, 64 at a time. In ASCII the same as strings(1): printable characters and tabs. UTF-8 and UTF-16
/// besides, and where a text has characters of both it is one.
/// </summary>
static class TextScan
{
    /// <summary>A longer text is told in pieces where a window ends in it.</summary>
    public const int Longest = 64 * 1024;

    // A character of UTF-8 has four bytes at most: behind the last ones of a window there may be more.
    const int Ahead = 4;

    /// <param name="bytes">Begins at an even address.</param>
    /// <param name="isLast">Nothing follows. Else the end must be shown again, with what follows it.</param>
    /// <returns>From where on it must be shown again.</returns>
    public static int Scan(ReadOnlySpan<byte> bytes, bool isLast, int minLength, ITextVisitor visitor)
    {
        int length = isLast ? bytes.Length : Math.Max(0, (bytes.Length - Ahead) & ~1);
        TextRuns narrow = new(minLength), wide = new(2 * minLength);
        Span<byte> rest = stackalloc byte[72];
        ulong highBefore = 0;
        for (int at = 0; at < length; at += 64)
        {
            scoped ReadOnlySpan<byte> here = bytes[at..];
            if (here.Length < 65)
            {
                rest.Clear();
                here.CopyTo(rest);
                here = rest;
            }
            Marks marks = Marks.Of(here);
            ulong highs = marks.High;
            // Far from proof that it is UTF-8, but random bytes rarely pass.
            ulong text = marks.Printable | (marks.Continues & ((highs << 1) | highBefore))
                | (highs & ~marks.Continues & ((marks.Continues >> 1) | ((here[64] & 0xC0) == 0x80 ? 1UL << 63 : 0)));
            ulong units = marks.Printable & ((marks.Zero >> 1) | (here[64] == 0 ? 1UL << 63 : 0)) & 0x5555_5555_5555_5555;
            units |= units << 1;
            highBefore = highs >> 63;
            int known = Math.Min(64, length - at);
            if (known < 64)
            {
                ulong these = (1UL << known) - 1;
                (text, units) = (text & these, units & these);
            }
            // Nothing begins, and nothing was begun: most of a heap.
            if (text != 0 || narrow.IsOpen)
                narrow.Add(text, known, at, bytes, visitor, isWide: false);
            if (units != 0 || wide.IsOpen)
                wide.Add(units, known, at, bytes, visitor, isWide: true);
        }
        return Finish(bytes, length, isLast, ref narrow, ref wide, visitor);
    }

    static int Finish(
        ReadOnlySpan<byte> bytes, int length, bool isLast, ref TextRuns narrow, ref TextRuns wide, ITextVisitor visitor)
    {
        int from = length;
        if (narrow.IsOpen && !isLast && length - narrow.Start <= Longest)
            from = Math.Min(from, narrow.Start);
        else
            narrow.End(length, bytes, visitor, isWide: false);
        if (wide.IsOpen && !isLast && length - wide.Start <= Longest)
            from = Math.Min(from, wide.Start);
        else
            wide.End(length, bytes, visitor, isWide: true);
        return isLast ? bytes.Length : from & ~1;
    }

    /// <summary>One bit for each of 64 bytes.</summary>
    readonly ref struct Marks
    {
        public ulong Printable { get; private init; }

        public ulong Zero { get; private init; }

        public ulong High { get; private init; }

        public ulong Continues { get; private init; }

        // 128 bits wide: what every x86-64 has, so that one binary does for all.
        public static Marks Of(ReadOnlySpan<byte> bytes)
        {
            ulong printable = 0, zero = 0, high = 0, continues = 0;
            ref byte first = ref MemoryMarshal.GetReference(bytes);
            for (int i = 0; i < 4; i++)
            {
                Vector128<byte> part = Vector128.LoadUnsafe(ref first, (nuint)(16 * i));
                int shift = 16 * i;
                Vector128<byte> visible = Vector128.LessThanOrEqual(part - Vector128.Create((byte)0x20), Vector128.Create((byte)0x5e));
                visible |= Vector128.Equals(part, Vector128.Create((byte)'\t'));
                printable |= (ulong)visible.ExtractMostSignificantBits() << shift;
                zero |= (ulong)Vector128.Equals(part, Vector128<byte>.Zero).ExtractMostSignificantBits() << shift;
                high |= (ulong)part.ExtractMostSignificantBits() << shift;
                continues |= (ulong)Vector128.Equals(part & Vector128.Create((byte)0xC0), Vector128.Create((byte)0x80))
                    .ExtractMostSignificantBits() << shift;
            }
            return new Marks { Printable = printable, Zero = zero, High = high, Continues = continues };
        }
    }
}

/// <summary>Runs of set bits that are long enough, from words of 64.</summary>
struct TextRuns(int minLength)
{
    int _start = -1;

    public readonly bool IsOpen => _start >= 0;

    public readonly int Start => _start;

    /// <param name="known">So many bits say something: a run that reaches to the last of them may go on.</param>
    public void Add(ulong bits, int known, int at, ReadOnlySpan<byte> bytes, ITextVisitor visitor, bool isWide)
    {
        if (_start >= 0)
        {
            int more = BitOperations.TrailingZeroCount(~bits);
            if (more >= known)
                return;
            End(at + more, bytes, visitor, isWide);
            bits = bits >> more << more;
        }
        while (bits != 0)
        {
            ulong begins = minLength >= 8 ? RunsOfEight(bits) : bits;
            if (begins == 0)
            {
                int last = BitOperations.LeadingZeroCount(~(bits << (64 - known)));
                _start = last > 0 ? at + known - last : -1;
                return;
            }
            int start = BitOperations.TrailingZeroCount(begins);
            int end = start + BitOperations.TrailingZeroCount(~(bits >> start));
            _start = at + start;
            if (end >= known)
                return;
            End(at + end, bytes, visitor, isWide);
            bits = bits >> end << end;
        }
    }

    public void End(int at, ReadOnlySpan<byte> bytes, ITextVisitor visitor, bool isWide)
    {
        if (_start >= 0 && at - _start >= minLength)
        {
            if (isWide)
                visitor.Text(bytes, _start, at - _start, TextEncoding.Utf16);
            else
                TextPieces.Tell(bytes, _start, at, minLength, visitor);
        }
        _start = -1;
    }

    /// <summary>Where at least eight bits in a row are set.</summary>
    static ulong RunsOfEight(ulong bits)
    {
        bits &= bits >> 1;
        bits &= bits >> 2;
        return bits & (bits >> 4);
    }
}
