using System.Diagnostics;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Census;

/// <summary>The memory of one look: windows of the pages that were in it when the look began, and for so long at most.</summary>
sealed class ReachMemory(IMemory memory, PageRuns pages, long deadline)
{
    public const int Window = 256 * 1024;

    public delegate void TakeWords(ulong at, ReadOnlySpan<ulong> words);

    readonly ResidentIndex _pages = new(pages);
    readonly byte[] _window = GC.AllocateUninitializedArray<byte>(Window);

    public long Read { get; private set; }

    /// <summary>Bytes that were in memory and could not be read.</summary>
    public long Failed { get; private set; }

    /// <summary>What could not be looked at any more, the time being over.</summary>
    public bool IsLate { get; private set; }

    public bool CheckTime() => IsLate |= Stopwatch.GetTimestamp() > deadline;

    /// <summary>All whole words of a range that are in memory.</summary>
    public void Words(AddressRange range, TakeWords take)
    {
        Address at = range.Start;
        while (at < range.End && _pages.From(at) is { } run && run.Start < range.End)
        {
            AddressRange part = run.Range.Intersect(new AddressRange(at, range.End));
            for (Address from = part.Start; from < part.End && !CheckTime();)
            {
                int length = (int)Math.Min(Window - (long)(from.Value % Bytes.PageSize), part.End - from);
                Read += length;
                int got = memory.Read(from, _window.AsSpan(0, length));
                if (got >= 8)
                    take(from.Value, MemoryMarshal.Cast<byte, ulong>(_window.AsSpan(0, got & ~7)));
                from = got == length ? from + length : Behind(from + got, part.End);
            }
            if (IsLate)
                return;
            at = run.End;
        }
    }

    /// <summary>The page behind one that has gone meanwhile.</summary>
    Address Behind(Address gone, Address end)
    {
        Failed += Bytes.PageSize;
        Address next = gone.PageFloor + Bytes.PageSize;
        return next < end ? next : end;
    }

    /// <summary>Bytes of a range; what is not in memory is as zeros.</summary>
    public void Fill(ulong start, Span<byte> into)
    {
        into.Clear();
        Address at = new(start), end = at + into.Length;
        while (at < end && _pages.From(at) is { } run && run.Start < end)
        {
            AddressRange part = run.Range.Intersect(new AddressRange(at, end));
            int length = (int)part.Length.Value;
            Read += length;
            Failed += length - memory.Read(part.Start, into.Slice((int)(part.Start.Value - start), length));
            at = run.End;
        }
    }
}
