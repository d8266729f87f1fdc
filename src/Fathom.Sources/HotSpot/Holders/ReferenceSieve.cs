using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>
/// Whether some word of a stretch is the address of an object that a graph asks for. Half a word leads to a mark: two steps
/// for each of the heap's words, where going from object to object takes some for its header, its class and each field.
/// </summary>
sealed class ReferenceSieve(ReferenceCode code, ReferenceGraph graph) : IWordSieve
{
    const int BlockBytes = 32;

    /// <summary>Of so many blocks one may be looked at closely: with more of them the objects are seen as quickly.</summary>
    const int FewOf = 8;

    /// <summary>Windows to go through without asking, where the last ones had to be.</summary>
    const int MostUnasked = 15;

    readonly byte[] _marks = new byte[1 << 16];
    int _row, _unasked;

    /// <summary>Null where a reference does not say by itself where it leads: ZGC's are of several colours.</summary>
    public static ReferenceSieve? Of(ReferenceCode code, ReferenceGraph graph) => code.View == 0 ? new(code, graph) : null;

    public void Clear()
    {
        Array.Clear(_marks);
        (_row, _unasked) = (0, 0);
    }

    /// <summary>As a narrow reference, and as a whole one: frames of virtual threads have both.</summary>
    public void Add(ulong address)
    {
        unchecked
        {
            _marks[(ushort)(address >> 16)] = 1;
            if (code.Length == 4)
                _marks[(ushort)((address - code.Base) >> code.Shift >> 16)] = 1;
        }
    }

    public bool MayMatter(ReadOnlySpan<byte> bytes)
    {
        if (_unasked > 0)
        {
            _unasked--;
            return true;
        }
        bool has = code.Length == 4 ? HasNarrow(bytes) : HasWhole(bytes);
        _row = has ? Math.Min(MostUnasked, (2 * _row) + 1) : 0;
        // The first such window says nothing yet.
        _unasked = _row > 1 ? _row : 0;
        return has;
    }

    bool HasNarrow(ReadOnlySpan<byte> bytes)
    {
        ref byte marks = ref MemoryMarshal.GetArrayDataReference(_marks);
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        int i = 0, close = bytes.Length / BlockBytes / FewOf;
        for (; i + BlockBytes <= bytes.Length; i += BlockBytes)
        {
            // The upper half of each word of four bytes.
            int marked = Mark(ref marks, ref at, i + 2) | Mark(ref marks, ref at, i + 6) | Mark(ref marks, ref at, i + 10) | Mark(ref marks, ref at, i + 14)
                | Mark(ref marks, ref at, i + 18) | Mark(ref marks, ref at, i + 22) | Mark(ref marks, ref at, i + 26) | Mark(ref marks, ref at, i + 30);
            if (marked != 0 && (--close < 0 || IsWanted(bytes.Slice(i, BlockBytes))))
                return true;
        }
        return IsWanted(bytes[i..]);
    }

    bool HasWhole(ReadOnlySpan<byte> bytes)
    {
        ref byte marks = ref MemoryMarshal.GetArrayDataReference(_marks);
        ref byte at = ref MemoryMarshal.GetReference(bytes);
        int i = 0, close = bytes.Length / BlockBytes / FewOf;
        for (; i + BlockBytes <= bytes.Length; i += BlockBytes)
        {
            int marked = Mark(ref marks, ref at, i + 2) | Mark(ref marks, ref at, i + 10) | Mark(ref marks, ref at, i + 18) | Mark(ref marks, ref at, i + 26);
            if (marked != 0 && (--close < 0 || IsWanted(bytes.Slice(i, BlockBytes))))
                return true;
        }
        return IsWanted(bytes[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int Mark(ref byte marks, ref byte at, int offset) =>
        Unsafe.Add(ref marks, Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref at, offset)));

    bool IsWanted(ReadOnlySpan<byte> bytes)
    {
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            if (IsWanted(word) || (code.Length == 4 && (IsWanted(code.Narrow((uint)(word & uint.MaxValue))) || IsWanted(code.Narrow((uint)(word >> 32))))))
                return true;
        }
        return false;
    }

    bool IsWanted(ulong target) => graph.MayWant(target) && graph.Find(target) >= 0;
}
