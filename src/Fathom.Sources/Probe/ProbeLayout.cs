using System.Runtime.InteropServices;

namespace Fathom.Sources.Probe;

/// <summary>The table that the probe shares with fathom, as its layout.h has it; a test asks the C compiler.</summary>
static class ProbeLayout
{
    public const int Version = 4;
    public const int Bytes = 14_979_072;

    public const int Entries = 131_072, Stacks = 16_384, Frames = 393_216, Methods = 16_384, Names = 1_048_576,
        Threads = 4096, Events = 16_384, Modules = 512, Rows = 409_600, Counters = 32, ExactRanges = 8;

    public const int VersionAt = 8, PidAt = 12, SizeAt = 16, StartedAt = 24, OnAt = 32, ShiftAt = 36, IntervalAt = 40, BudgetAt = 48,
        JavaAt = 52, OsEventsAt = 56, ModuleTableAt = 60, VmAt = 64, StackEndAt = 96, EventsHeadAt = 112, CountersAt = 120,
        OwnerAt = 376, ExactRangesAt = 384, ExactAt = 392;

    public const int KeyAt = 4096, EntryAt = 1_052_672, StackAt = 5_246_976, FrameAt = 6_164_480, MethodAt = 9_310_208, NameAt = 9_703_424,
        ThreadAt = 10_752_000, EventAt = 10_883_072, ModuleAt = 11_669_504, RowAt = 11_702_272;

    public const ulong JavaFrame = 1UL << 63, RawMethod = 3UL << 62, NoJava = 0xFUL << 60;

    public static ReadOnlySpan<byte> Magic => "FTHPROB1"u8;
}

/// <summary>A sample that lives. It stands for <paramref name="Weight"/> bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct ProbeEntry(ulong Size, ulong Weight, uint Milliseconds, uint Tid, uint Stack, uint KindAndShift);

/// <summary>Blocks and bytes that the samples of one stack stood for, since the session began.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct ProbeStack(
    ulong Hash, ulong MadeBlocks, ulong MadeBytes, ulong FreedBlocks, ulong FreedBytes, uint Frame, uint Length, uint Ready, uint Unused);

[StructLayout(LayoutKind.Sequential)]
readonly record struct ProbeMethod(ulong Hash, ulong Address, uint Name, uint Ready);

/// <summary>A call to the kernel; the sequence is written last, and is one more than its place in time.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct ProbeEvent(ulong Sequence, ulong Address, ulong Length, ulong More, uint Milliseconds, uint Stack, uint Tid, uint What);

/// <summary>An image, and which of the rows are its.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct ProbeModule(ulong Start, ulong End, ulong Bias, uint Row, uint Rows);

/// <summary>What was lost or went otherwise than it should, by its place among the counters.</summary>
public enum ProbeCounter
{
    Samples, Frees, Stale, BucketFull, StacksFull, FramesFull, MethodsFull, NamesFull, ThreadsFull, ScratchFull, Reentered, Slots, SlotsForeign,
    SlotsLazy, SlotsUndoFull, SlotsLeft, Objects, JavaStacks, JavaFailed, NoRows, SlowNanoseconds, SlowLongestNanoseconds, IntervalChanges, Classes,
    LibrariesSeen, ExactBlocks, ExactLost, ExactTooDear, ExactTooMany, TableKept, ClassesLeft,
}
