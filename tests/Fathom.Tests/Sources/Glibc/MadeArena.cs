using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Tests.Sources.Glibc;

/// <summary>Heaps and arenas as malloc lays them out (malloc/arena.c, malloc/malloc.c), written by the test.</summary>
static class MadeArena
{
    /// <summary>Offsets of top and system_mem in the four layouts of struct malloc_state, 2.17 to 2.43.</summary>
    internal static readonly (int Top, int SystemMemory)[] Layouts = [(88, 2168), (88, 2176), (96, 2184), (8, 2096)];

    internal static byte[] HeapInfo(ulong arena, ulong previous, ulong size, ulong usable, int header)
    {
        byte[] page = new byte[4096];
        Words(page, arena, previous, size, usable);
        if (header == 48)
            MemoryMarshal.Write<ulong>(page.AsSpan(32), 4096);
        return page;
    }

    internal static byte[] Write(this byte[] page, int header, int offset, ulong word)
    {
        MemoryMarshal.Write(page.AsSpan(header + offset), word);
        return page;
    }

    internal static Mapping Anonymous(ulong start, ulong end, Access access = Access.Read | Access.Write) =>
        new(new AddressRange(new(start), new(end)), access, 0, default, 0, "", false);

    internal static PageRuns Resident(params (ulong Start, long Pages)[] runs)
    {
        PageRuns.Builder builder = new();
        foreach ((ulong start, long pages) in runs)
            builder.Add(new PageRun(new(start), pages, PageKind.Present));
        return builder.Build();
    }

    static void Words(byte[] page, params ReadOnlySpan<ulong> words) =>
        MemoryMarshal.AsBytes(words).CopyTo(page);
}
