using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>A MemoryCounter (nmt/mallocTracker.hpp).</summary>
readonly record struct NmtCounter(long Count, Bytes Size, long PeakCount, Bytes PeakSize)
{
    public bool IsEmpty => Count == 0 && Size == Bytes.Zero;
}

/// <summary>A VirtualMemory of one tag (nmt/virtualMemoryTracker.hpp).</summary>
readonly record struct NmtMapped(Bytes Reserved, Bytes Committed, Bytes? Peak);
