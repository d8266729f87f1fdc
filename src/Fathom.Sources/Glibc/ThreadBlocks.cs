using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Glibc;

/// <summary>
/// Finds struct pthread, which glibc puts at the upper end of each stack it makes: it begins with a pointer to itself,
/// holds the thread's id and says which block of memory the stack is. So a stack is told exactly, also of a thread
/// that runs and has no stack pointer to show.
/// </summary>
sealed class ThreadBlocks(IMemory memory)
{
    // nptl/descr.h, x86-64: tcbhead_t with tcb and self at 0 and 16, then 704 bytes for it, a list head, and tid.
    const int Self = 16;
    const int ThreadId = 0x2d0;

    // The pair (stackblock, stackblock_size) lies somewhere in here; where depends on the version.
    const int BlockFirst = 0x300;
    const int BlockLast = 0x8f0;

    const int Alignment = 64;

    // Of two windows: a whole block, and a multiple of the alignment, or the next window would miss all of them.
    const int Overlap = 0x900;
    const int Window = 64 * 1024;

    readonly byte[] _window = new byte[Window];

    public readonly record struct Block(int Tid, Address Address, AddressRange Stack);

    /// <summary>The thread block within [from, to), if there is one; its stack is within the mapping.</summary>
    public Block? Find(AddressRange where, AddressRange mapping)
    {
        // From above: the block is at the upper end unless something was merged on top of the stack.
        for (Address end = where.End; end > where.Start;)
        {
            long length = Math.Min(Window, end - where.Start);
            Address start = end + -length;
            int got = memory.Read(start, _window.AsSpan(0, (int)length));
            if (Scan(start, _window.AsSpan(0, got), mapping) is { } block)
                return block;
            // Windows overlap by the part of a block that may have been cut off.
            end = length < Window ? where.Start : start + Overlap;
        }
        return null;
    }

    /// <summary>
    /// The block of one of these threads in a small range. The first thread's is not on its stack, and says nothing
    /// of it: the dynamic linker made room for it (csu/libc-tls.c, elf/rtld.c).
    /// </summary>
    public (int Tid, Address Block)? FindAny(AddressRange where, IReadOnlySet<int> tids)
    {
        int got = memory.Read(where.Start, _window.AsSpan(0, (int)Math.Min(Window, where.Length.Value)));
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(_window.AsSpan(0, got));
        for (int at = 0; at + ThreadId + 4 <= got; at += Alignment)
        {
            ulong here = where.Start.Value + (ulong)at;
            if (words[at / 8] == here && words[(at + Self) / 8] == here
                && MemoryMarshal.Read<int>(_window.AsSpan(at + ThreadId)) is var tid && tids.Contains(tid))
                return (tid, new Address(here));
        }
        return null;
    }

    static Block? Scan(Address start, ReadOnlySpan<byte> bytes, AddressRange mapping)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int at = (bytes.Length - ThreadId - 4) & -Alignment; at >= 0; at -= Alignment)
        {
            ulong here = start.Value + (ulong)at;
            if (words[at / 8] != here || words[(at + Self) / 8] != here)
                continue;
            int tid = MemoryMarshal.Read<int>(bytes[(at + ThreadId)..]);
            if (tid > 0 && StackOf(here, words[(at / 8)..], mapping) is { } stack)
                return new Block(tid, new Address(here), stack);
        }
        return null;
    }

    static AddressRange? StackOf(ulong block, ReadOnlySpan<ulong> words, AddressRange mapping)
    {
        int last = Math.Min(BlockLast / 8, words.Length - 2);
        for (int i = BlockFirst / 8; i <= last; i++)
        {
            (ulong start, ulong size) = (words[i], words[i + 1]);
            if (start % Bytes.PageSize == 0 && size % Bytes.PageSize == 0 && size is >= 16 * 1024 and < (1UL << 40)
                && start < block && block - start < size && start + size <= mapping.End.Value)
                return new AddressRange(new Address(start), new Address(start + size));
        }
        return null;
    }
}
