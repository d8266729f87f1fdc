using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Peeking;

/// <summary>Looks for words in memory that are one of two addresses: what malloc handed out, and 16 bytes on.</summary>
sealed class PointerScan(IMemory memory, ulong user, AddressRange own)
{
    const int Window = 256 * 1024;
    const int Most = 64;

    readonly List<(ulong At, int Into)> _found = [];
    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Window);

    public IReadOnlyList<(ulong At, int Into)> Found => _found;

    public long Count { get; private set; }

    public long Scanned { get; private set; }

    public void Add(AddressRange range)
    {
        for (Address at = range.Start; at < range.End;)
        {
            int wanted = (int)Math.Min(Window, range.End - at);
            int got = memory.Read(at, _bytes.AsSpan(0, wanted)) & ~7;
            if (got == 0)
                return;
            Scan(at.Value, MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan(0, got)));
            Scanned += got;
            at += got;
        }
    }

    void Scan(ulong start, ReadOnlySpan<ulong> words)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        Vector128<ulong> plain = Vector128.Create(user), behindHeader = Vector128.Create(user + 16);
        int i = 0;
        for (; i + 4 <= words.Length; i += 4)
        {
            Vector128<ulong> a = Vector128.LoadUnsafe(ref first, (nuint)i), b = Vector128.LoadUnsafe(ref first, (nuint)(i + 2));
            Vector128<ulong> hit = Vector128.Equals(a, plain) | Vector128.Equals(b, plain)
                | Vector128.Equals(a, behindHeader) | Vector128.Equals(b, behindHeader);
            if (hit != Vector128<ulong>.Zero)
                NoteAll(start, words, i, i + 4);
        }
        NoteAll(start, words, i, words.Length);
    }

    void NoteAll(ulong start, ReadOnlySpan<ulong> words, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (words[i] != user && words[i] != user + 16)
                continue;
            ulong at = start + (8 * (ulong)i);
            if (own.Contains(new Address(at)))
                continue;
            Count++;
            if (_found.Count < Most)
                _found.Add((at, words[i] == user ? 0 : 16));
        }
    }
}
