using System.Runtime.InteropServices;
using System.Text;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Tests.Sources.HotSpot.Nmt;

/// <summary>NMT's statics as one of its two kinds of layout has them.</summary>
sealed class MadeNmt
{
    internal const ulong Malloc = 0x7f00_0000_1000, Mapped = 0x7f00_0000_4000, Names = 0x7f00_0000_8000, Texts = 0x7f00_0000_c000,
        List = 0x7f00_0001_0000, Sites = 0x7f00_0010_0000;

    static readonly string[] Tags =
        ["Java Heap", "Class", "Thread", "Thread Stack", "Code", "GC", "Native Memory Tracking", "Arena Chunk", "Other"];

    internal MadeNmt(bool old)
    {
        Layout = old ? new NmtLayout(Tags.Length, 2, 2, 1) : new NmtLayout(Tags.Length, 4, 3, 2);
        Counters = new ulong[((2 * Tags.Length) + 1) * Layout.CounterWords];
        Ranges = new ulong[Tags.Length * Layout.VirtualWords];
        Range(0, 64 << 20, 32 << 20);
        Range(3, 3 << 20, 1 << 16);
        Range(4, 1 << 20, 1 << 20);
        Counter(2, false, 30, 9_000);
        Counter(2, true, 5, 4_000);
        Counter(7, false, 6, 10_000);
        Counter(8, false, 10, 70_000);
        if (old)
            Counter(3, false, 3, 0);
        ulong[] last = old ? [46, 46 * 16] : [46, 89_000, 46, 89_000];
        last.CopyTo(Counters, 2 * Tags.Length * Layout.CounterWords);
    }

    internal NmtLayout Layout { get; }

    internal ulong[] Counters { get; }

    internal ulong[] Ranges { get; }

    internal FakeMemory Memory { get; } = new();

    internal VmMemory Words => new(Memory);

    internal void Counter(int tag, bool arena, ulong count, ulong size)
    {
        int at = ((2 * tag) + (arena ? 1 : 0)) * Layout.CounterWords;
        (Counters[at], Counters[at + 1]) = (count, size);
    }

    internal void Range(int tag, ulong reserved, ulong committed)
    {
        int at = tag * Layout.VirtualWords;
        (Ranges[at], Ranges[at + 1]) = (reserved, committed);
    }

    internal NmtTotals? Totals() => NmtTotals.Read(
        new VmMemory(new FakeMemory().Put(Malloc, Of(Counters)).Put(Mapped, Of(Ranges))), Layout, new(Malloc), new(Mapped));

    internal NmtTags? ReadTags(params string[] instead)
    {
        string[] names = instead.Length > 0 ? instead : Tags;
        ulong[] words = new ulong[names.Length * Layout.NameWords];
        byte[] texts = new byte[names.Length * 64];
        for (int i = 0; i < names.Length; i++)
        {
            Encoding.Latin1.GetBytes(names[i]).CopyTo(texts, i * 64);
            words[((i + 1) * Layout.NameWords) - 1] = Texts + (ulong)(i * 64);
        }
        return NmtTags.Read(new VmMemory(new FakeMemory().Put(Names, Of(words)).Put(Texts, texts)), Layout, new(Names));
    }

    /// <summary>Nodes of the list of reservations, 128 bytes apart.</summary>
    internal MadeNmt Regions(params (ulong Start, ulong Size, int Tag)[] regions)
    {
        ulong[] nodes = new ulong[2 + (regions.Length * 16)];
        (int tagAt, int nextAt) = Layout.HasPeaks ? (9, 10) : (10, 11);
        for (int i = 0; i < regions.Length; i++)
        {
            int at = 16 * i;
            (nodes[at], nodes[at + 1], nodes[at + tagAt]) = (regions[i].Start, regions[i].Size, (ulong)regions[i].Tag | 0xABCD00);
            nodes[at + nextAt] = i + 1 < regions.Length ? List + 0x100 + (ulong)(128 * (i + 1)) : 0;
        }
        Memory.Put(List, Of([List + 0x20])).Put(List + 0x28, Of([regions.Length == 0 ? 0 : List + 0x100])).Put(List + 0x100, Of(nodes));
        return this;
    }

    internal static byte[] Of(ulong[] words) => MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
}
