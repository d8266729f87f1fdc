using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>Texts that come again and again, each kept once and known by its number; 0 is the empty one.</summary>
sealed class TextPool
{
    readonly List<int> _ends = [0];
    byte[] _bytes = new byte[4096];
    int[] _slots = new int[1024];

    public int Count => _ends.Count;

    /// <summary>What has no room is the empty text.</summary>
    public bool IsFull { get; private set; }

    public int Add(ReadOnlySpan<byte> text)
    {
        if (text.Length > Limits.NameBytes)
            text = text[..Limits.NameBytes];
        if (text.IsEmpty)
            return 0;
        int slot = Find(text);
        return _slots[slot] > 0 ? _slots[slot] : Append(text, slot);
    }

    public int Add(string text) => Add(System.Text.Encoding.UTF8.GetBytes(text));

    public ReadOnlySpan<byte> this[int text] => text == 0 ? [] : _bytes.AsSpan(_ends[text - 1].._ends[text]);

    public string[] Decoded()
    {
        var decoded = new string[Count];
        for (int i = 0; i < decoded.Length; i++)
            decoded[i] = ForeignText.Decode(this[i]);
        return decoded;
    }

    int Append(ReadOnlySpan<byte> text, int slot)
    {
        int end = _ends[^1];
        if (IsFull || (long)end + text.Length > Limits.ProfileTextBytes)
        {
            IsFull = true;
            return 0;
        }
        if (end + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Limits.ProfileTextBytes, Math.Max(2L * _bytes.Length, end + (long)text.Length)));
        text.CopyTo(_bytes.AsSpan(end));
        _ends.Add(end + text.Length);
        _slots[slot] = Count - 1;
        if (Count * 2 > _slots.Length)
            Grow();
        return Count - 1;
    }

    int Find(ReadOnlySpan<byte> text)
    {
        int slot = Hash(text) & (_slots.Length - 1);
        while (_slots[slot] > 0 && !this[_slots[slot]].SequenceEqual(text))
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    void Grow()
    {
        _slots = new int[_slots.Length * 4];
        for (int i = 1; i < Count; i++)
            _slots[Find(this[i])] = i;
    }

    /// <summary>Seeded anew in each process, so that no file can be made of which all texts collide.</summary>
    static readonly ulong Seed = unchecked((ulong)Random.Shared.NextInt64() | 1);

    static int Hash(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            ulong hash = Seed + (ulong)text.Length;
            foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(text))
                hash = Mixed(hash ^ word);
            foreach (byte odd in text[(text.Length & ~7)..])
                hash = Mixed(hash ^ odd);
            return (int)(hash >> 32) & int.MaxValue;
        }
    }

    static ulong Mixed(ulong hash) => unchecked((hash ^ (hash >> 29)) * 0x9E37_79B9_7F4A_7C15);
}
