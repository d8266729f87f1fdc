using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Fathom.Sources.Uprobes;

/// <summary>A sampled block that lives, by its address. Its time and address tell the record with its stack.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct SampledBlock(ulong Size, ulong Nanoseconds, ulong Thread)
{
    public const int Bytes = 24;
}

/// <summary>The head of a record in the ring; the stack follows, from the stack pointer up.</summary>
[StructLayout(LayoutKind.Sequential)]
readonly record struct SampleHead(
    ulong Address, ulong Size, ulong Nanoseconds, ulong Thread, ulong ReturnAddress, ulong StackPointer, ulong FramePointer, ulong Copied,
    ulong NameStart = 0, ulong NameEnd = 0)
{
    public const int Bytes = 80;

    public const int CopiedAt = 56, NameAt = 64, NameBytes = 16;

    /// <summary>As the kernel calls the thread: it may be gone when the record is read.</summary>
    public static string Name(ulong start, ulong last)
    {
        Span<byte> name = stackalloc byte[NameBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(name, start);
        BinaryPrimitives.WriteUInt64LittleEndian(name[8..], last);
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}

/// <summary>What the programs count, by its place in the one value of their counters.</summary>
enum SamplingCounter
{
    /// <summary>Calls that allocate, of any size.</summary>
    Calls,
    Frees,
    Samples,
    SampledFrees,

    /// <summary>A sampled block came to an address at which one lived.</summary>
    Stale,

    /// <summary>No room for a block.</summary>
    BlocksFull,

    /// <summary>No room for a stack.</summary>
    RingFull,
}

static class SamplingLayout
{
    /// <summary>Blocks that live: 64 GiB at an interval of 512 KiB.</summary>
    public const int Blocks = 131_072;

    /// <summary>Threads that stand within a sampled call at the same time.</summary>
    public const int Pending = 16_384;

    public const int Counters = 8;

    /// <summary>Frames of Java's that matter seldom reach further; each halving down to the last piece is tried where a stack ends before.</summary>
    public const int StackBytes = 32 * 1024;

    public const int StackPiece = 64;

    public const int ShortStackBytes = 8 * 1024;

    public const int RingBytes = 16 * 1024 * 1024;
}
