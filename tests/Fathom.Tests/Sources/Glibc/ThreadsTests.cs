using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Glibc;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Glibc;

/// <summary>struct pthread by its marks, and threads by their files.</summary>
public class ThreadsTests
{
    const ulong Stack = 0x7f0000001000;
    const ulong StackSize = 1 << 20;
    const ulong Block = Stack + StackSize - 0x940;

    [Fact]
    public void The_block_at_the_upper_end_tells_whose_stack_it_is()
    {
        Assert.Equal(new ThreadBlocks.Block(17, new Address(Block), Range(Stack, StackSize)), Find(Memory(17), Range(Stack + StackSize - 4096, 4096)));
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(0x10000UL)]
    [InlineData(0x12340UL)]
    [InlineData(0x51000UL)]
    public void The_block_is_found_below_whatever_was_merged_on_top(ulong merged)
    {
        AddressRange all = Range(Stack, StackSize + (merged + 4095) / 4096 * 4096);
        FakeMemory memory = new FakeMemory().Put(Stack, Bytes(17, all.Length.Value));

        Assert.Equal(Range(Stack, StackSize), new ThreadBlocks(memory).Find(all, all)?.Stack);
    }

    [Fact]
    public void A_block_that_does_not_point_at_itself_is_none()
    {
        byte[] bytes = Bytes(17, (long)StackSize);
        bytes[Block - Stack + 16] ^= 1;

        Assert.Null(Find(new FakeMemory().Put(Stack, bytes), Range(Stack, StackSize)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_block_without_a_thread_is_none(int tid)
    {
        Assert.Null(Find(Memory(tid), Range(Stack, StackSize)));
    }

    [Theory]
    [InlineData(Stack - 4096, StackSize + 0x100000)] // beyond the mapping
    [InlineData(Stack + 8, StackSize)] // not at a page
    [InlineData(Stack, 0x1000UL)] // too small to hold the block
    [InlineData(Stack, 0xfffffffffffff000)] // overflows
    [InlineData(0UL, StackSize)] // elsewhere
    public void A_block_that_names_an_impossible_stack_is_none(ulong start, ulong size)
    {
        Assert.Null(Find(new FakeMemory().Put(Stack, Bytes(17, (long)StackSize, start, size)), Range(Stack, StackSize)));
    }

    [Fact]
    public void Threads_have_their_names_and_the_stacks_their_marks_tell()
    {
        FakeFiles files = new FakeFiles().With("task/17/comm", "GC Thread#0\n").With("task/18/comm", "a)))b \n").With("task/19/status", "");
        Mapping[] mappings =
        [
            MadeArena.Anonymous(Stack - 4096, Stack, Access.None),
            MadeArena.Anonymous(Stack, Stack + StackSize),
        ];

        IReadOnlyList<ThreadStack> threads = Look(files, mappings, Memory(17), MadeArena.Resident((Stack + StackSize - 4096, 1)));

        Assert.Equal([new(17, "GC Thread#0", Range(Stack, StackSize)) { ControlBlock = new(Block) }, new(18, "a)))b ", null)], threads);
    }

    [Fact]
    public void A_thread_that_waits_is_found_by_its_stack_pointer_below_what_was_merged_on_top()
    {
        FakeFiles files = new FakeFiles().With("task/17/comm", "worker\n").With("task/17/syscall", $"-1 0x{Block - 0x5000:x} 0x1\n");
        Mapping[] mappings = [MadeArena.Anonymous(Stack - 0x10000, Stack + StackSize + 0x20000)];
        FakeMemory memory = Memory(17);

        IReadOnlyList<ThreadStack> threads = Look(files, mappings, memory, MadeArena.Resident((Block - 0x6000 & ~0xfffUL, 32)));

        Assert.Equal(Range(Stack, StackSize), Assert.Single(threads).Stack);
    }

    [Fact]
    public void Without_memory_a_stack_is_a_mapping_of_its_own_above_a_guard()
    {
        FakeFiles files = new FakeFiles().With("task/17/comm", "worker\n").With("task/17/syscall", $"202 0x1 0x{Stack + 0x8000:x} 0x1\n")
            .With("task/18/comm", "main\n").With("task/18/syscall", "1 0x0 0x0 0x0 0x0 0x0 0x0 0x7ffd00001000 0x1\n")
            .With("task/19/comm", "busy\n").With("task/19/syscall", "running\n");
        Mapping[] mappings =
        [
            MadeArena.Anonymous(Stack - 4096, Stack, Access.None),
            MadeArena.Anonymous(Stack, Stack + StackSize),
            MadeArena.Anonymous(0x7ffd00000000, 0x7ffd00021000) with { Name = "[stack]" },
        ];

        IReadOnlyList<ThreadStack> threads = Look(files, mappings, null, null);

        Assert.Equal([Range(Stack, StackSize), Range(0x7ffd00000000, 0x21000), null], threads.Select(thread => thread.Stack));
    }

    [Fact]
    public void A_stack_pointer_into_a_heap_names_no_stack()
    {
        FakeFiles files = new FakeFiles().With("task/17/comm", "fiber\n").With("task/17/syscall", $"202 0x1 0x{Stack + 0x8000:x} 0x1\n");

        Assert.Null(Assert.Single(Look(files, [MadeArena.Anonymous(Stack, Stack + StackSize)], null, null)).Stack);
    }

    [Fact]
    public void A_process_without_threads_to_list_is_a_gap()
    {
        Assert.Equal(Gaps.ProcFileAbsent.Id, new Threads(new FakeFiles(), [], null, null, false).Find().Gap?.Id);
    }

    static IReadOnlyList<ThreadStack> Look(FakeFiles files, Mapping[] mappings, IMemory? memory, PageRuns? pages) =>
        new Threads(files, mappings, memory, pages, false).Find().Value;

    static ThreadBlocks.Block? Find(FakeMemory memory, AddressRange where) =>
        new ThreadBlocks(memory).Find(where, Range(Stack, StackSize));

    static FakeMemory Memory(int tid) => new FakeMemory().Put(Stack, Bytes(tid, (long)StackSize));

    /// <summary>nptl/descr.h: tcb and self, the thread's id, and somewhere behind it the pair of stack and size.</summary>
    static byte[] Bytes(int tid, long length, ulong start = Stack, ulong size = StackSize)
    {
        byte[] bytes = new byte[length];
        int at = (int)(Block - Stack);
        MemoryMarshal.Write(bytes.AsSpan(at), Block);
        MemoryMarshal.Write(bytes.AsSpan(at + 16), Block);
        MemoryMarshal.Write(bytes.AsSpan(at + 0x2d0), tid);
        MemoryMarshal.Write(bytes.AsSpan(at + 0x690), start);
        MemoryMarshal.Write(bytes.AsSpan(at + 0x698), size);
        return bytes;
    }

    static AddressRange Range(ulong start, ulong length) => new(new(start), new(start + length));
}
