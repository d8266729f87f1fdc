using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>A copy of one struct malloc_state.</summary>
sealed class ArenaHead
{
    public const int FastbinCount = 10;

    // The two words of a bin change one after the other: one copy in a hundred of a busy arena is torn there.
    public const int Tries = 4;

    readonly ulong[] _words;

    ArenaHead(ulong address, ulong[] words, ArenaLayout layout) => (Address, _words, Layout) = (address, words, layout);

    public ulong Address { get; }

    public ArenaLayout Layout { get; }

    public ulong Top => _words[Layout.Top / 8];

    public ulong Next => _words[Layout.Next / 8];

    public ulong System => _words[Layout.System / 8];

    public ulong MaxSystem => _words[Layout.MaxSystem / 8];

    public int? Attached => Layout.CountsThreads ? (int)_words[Layout.Attached / 8] : null;

    public ulong Forward(int bin) => _words[(Layout.Bins / 8) + (2 * bin)];

    public ulong Back(int bin) => _words[(Layout.Bins / 8) + (2 * bin) + 1];

    /// <summary>The first chunk of a fast bin; 0 where it is empty.</summary>
    public ulong Fastbin(int index) => Layout.Fastbins is { } at ? _words[(at / 8) + index] : 0;

    /// <summary>The arena at an address, or null where there is none.</summary>
    public static ArenaHead? Read(IMemory memory, ulong address)
    {
        ulong[] words = new ulong[ArenaLayout.Largest / 8];
        for (int i = 0; i < Tries; i++)
        {
            int got = memory.Read(new Address(address), MemoryMarshal.AsBytes(words.AsSpan()));
            if (ArenaLayout.Find(words.AsSpan(0, got / 8), address) is { } layout)
                return new ArenaHead(address, words, layout);
        }
        return null;
    }

    /// <summary>Whether nothing that a chunk's coming or going changes is different: the lists, the top, the size.</summary>
    public bool IsLike(ArenaHead other)
    {
        int from = (Layout.Fastbins ?? Layout.Top) / 8;
        int to = (Layout.Bins / 8) + (2 * ArenaLayout.BinCount);
        return Layout == other.Layout && System == other.System
            && _words.AsSpan(from, to - from).SequenceEqual(other._words.AsSpan(from, to - from));
    }
}
