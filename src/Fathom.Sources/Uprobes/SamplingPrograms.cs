using Fathom.Evidence;
using Microsoft.Win32.SafeHandles;
using static Fathom.Sources.Uprobes.BpfRegister;

namespace Fathom.Sources.Uprobes;

/// <summary>How a function of malloc's family is told what it is to do, and answers.</summary>
enum AllocatorCall
{
    /// <summary>malloc(size).</summary>
    Size,

    /// <summary>calloc(count, size).</summary>
    Product,

    /// <summary>aligned_alloc(alignment, size).</summary>
    SecondSize,

    /// <summary>posix_memalign(place for the address, alignment, size).</summary>
    ThroughPointer,

    /// <summary>realloc(address, size).</summary>
    Again,

    /// <summary>reallocarray(address, count, size), where it does not call realloc.</summary>
    AgainProduct,

    /// <summary>free(address).</summary>
    Free,
}

/// <summary>
/// What the kernel runs where the target calls its allocator. Of a block of x bytes one in interval / x is followed, so that
/// it stands for max(x, interval) bytes; the others cost a random number and a look for what a return does not find.
/// </summary>
sealed class SamplingPrograms(SafeFileHandle blocks, SafeFileHandle pending, SafeFileHandle counters, SafeFileHandle ring, PidSpace space, long interval)
{
    // struct pt_regs on x86-64 (arch/x86/include/asm/ptrace.h).
    const int FramePointerAt = 32, AnswerAt = 80, ThirdAt = 96, SecondAt = 104, FirstAt = 112, InstructionAt = 128, StackPointerAt = 152;

    const int Key = -8, Value = -16, Entry = -40, Old = -64, Call = -112;

    // A call that is under way: how much it asked for (0 where it was not chosen), where it was called, and an address that belongs to it.
    const int CallSize = 0, CallStack = 8, CallAddress = 16, CallOld = 24;
    public const int CallBytes = CallOld + SampledBlock.Bytes;

    const int OnlyNew = 1, Any = 0, Exists = -17;

    /// <param name="within">Calls from there are not counted: the allocator's own function has been seen already.</param>
    public BpfCode Enter(AllocatorCall call, AddressRange? within)
    {
        BpfCode code = new();
        code.Move(R6, R1);
        if (within is null)
            LeaveToMalloc(code, call);
        Count(code, call == AllocatorCall.Free ? SamplingCounter.Frees : SamplingCounter.Calls);
        if (call == AllocatorCall.Free || IsAgain(call))
            TakeOut(code, IsAgain(call));
        if (call != AllocatorCall.Free)
        {
            Draw(code, call);
            if (within is { } own)
                LeaveOut(code, own);
            Note(code, call);
        }
        Leave(code);
        return code;
    }

    public BpfCode Return(AllocatorCall call)
    {
        BpfCode code = new();
        code.Move(R6, R1);
        TakeCall(code);
        code.Load(R9, R6, AnswerAt);
        if (call == AllocatorCall.ThroughPointer)
        {
            code.GoIf(R9, BpfTest.NotEqual, 0, "leave");
            Address(code, R1, Value);
            code.Move(R2, sizeof(ulong));
            code.Load(R3, Frame, Call + CallAddress);
            code.Call(BpfFunction.ReadUser);
            code.GoIf(R0, BpfTest.NotEqual, 0, "leave");
            code.Load(R9, Frame, Value);
        }
        code.GoIf(R9, BpfTest.Equal, 0, "failed");
        code.Load(R7, Frame, Call + CallSize);
        code.GoIf(R7, BpfTest.Equal, 0, "leave");
        PutIn(code);
        Record(code);
        code.Mark("failed");
        if (IsAgain(call))
            PutBack(code);
        Leave(code);
        return code;
    }

    static bool IsAgain(AllocatorCall call) => call is AllocatorCall.Again or AllocatorCall.AgainProduct;

    static void Leave(BpfCode code)
    {
        code.Mark("leave");
        code.Move(R0, 0);
        code.Exit();
    }

    /// <summary>A block is out of the table before its address can be given to somebody else.</summary>
    void TakeOut(BpfCode code, bool keeps)
    {
        if (keeps)
            code.Store(Frame, Old, 0);
        code.Load(R1, R6, FirstAt);
        code.Store(Frame, Key, R1);
        Find(code, blocks, Key);
        code.GoIf(R0, BpfTest.Equal, 0, "none");
        if (keeps)
            Copy(code, R0, 0, Old, SampledBlock.Bytes);
        code.MoveMap(R1, FileOf(blocks));
        Address(code, R2, Key);
        code.Call(BpfFunction.Remove);
        Count(code, SamplingCounter.SampledFrees);
        code.Mark("none");
    }

    /// <summary>R7 becomes the size; 0 where the call is not chosen.</summary>
    void Draw(BpfCode code, AllocatorCall call)
    {
        code.Load(R7, R6, call switch { AllocatorCall.ThroughPointer => ThirdAt, AllocatorCall.SecondSize or AllocatorCall.Again or AllocatorCall.AgainProduct => SecondAt, _ => FirstAt });
        if (call is AllocatorCall.Product or AllocatorCall.AgainProduct)
        {
            code.Load(R1, R6, call == AllocatorCall.Product ? SecondAt : ThirdAt);
            code.Times(R7, R1);
        }
        // It gives the block back, and is no allocation.
        if (IsAgain(call))
            code.GoIf(R7, BpfTest.Equal, 0, "leave");
        code.Call(BpfFunction.Random);
        code.Move(R1, (ulong)interval);
        code.Times(R0, R1);
        code.ShiftRight(R0, 32);
        if (!IsAgain(call))
        {
            code.GoIf(R0, BpfTest.GreaterOrEqual, R7, "leave");
            return;
        }
        code.Store(Frame, Call + CallSize, 0);
        code.GoIf(R0, BpfTest.GreaterOrEqual, R7, "not chosen");
        code.Store(Frame, Call + CallSize, R7);
        code.Go("noted");
        code.Mark("not chosen");
        code.Load(R1, Frame, Old);
        code.GoIf(R1, BpfTest.Equal, 0, "leave");
        code.Mark("noted");
    }

    /// <summary>
    /// glibc goes on in malloc itself, by a jump, where there is nothing to give back or nothing to align (malloc.c, __libc_realloc,
    /// _mid_memalign): it is seen there.
    /// </summary>
    static void LeaveToMalloc(BpfCode code, AllocatorCall call)
    {
        if (call == AllocatorCall.Again)
        {
            code.Load(R1, R6, FirstAt);
            code.GoIf(R1, BpfTest.Equal, 0, "leave");
        }
        else if (call is AllocatorCall.ThroughPointer or AllocatorCall.SecondSize)
        {
            const int mallocAlignment = 16;
            code.Load(R1, R6, call == AllocatorCall.ThroughPointer ? SecondAt : FirstAt);
            code.Move(R2, mallocAlignment);
            code.GoIf(R2, BpfTest.GreaterOrEqual, R1, "leave");
        }
    }

    static void LeaveOut(BpfCode code, AddressRange own)
    {
        Address(code, R1, Value);
        code.Move(R2, sizeof(ulong));
        code.Load(R3, R6, StackPointerAt);
        code.Call(BpfFunction.ReadUser);
        code.Load(R1, Frame, Value);
        code.Move(R2, own.Start.Value);
        code.GoIf(R2, BpfTest.GreaterOrEqual, R1, "from elsewhere");
        code.Move(R2, own.End.Value);
        code.GoIf(R1, BpfTest.GreaterOrEqual, R2, "from elsewhere");
        code.Go("leave");
        code.Mark("from elsewhere");
    }

    void Note(BpfCode code, AllocatorCall call)
    {
        if (!IsAgain(call))
            code.Store(Frame, Call + CallSize, R7);
        code.Load(R1, R6, StackPointerAt);
        code.Store(Frame, Call + CallStack, R1);
        code.Load(R1, R6, FirstAt);
        code.Store(Frame, Call + CallAddress, R1);
        if (IsAgain(call))
        {
            Copy(code, Frame, Old, Call + CallOld, SampledBlock.Bytes);
        }
        else
        {
            for (int at = 0; at < SampledBlock.Bytes; at += sizeof(ulong))
                code.Store(Frame, Call + CallOld + at, 0);
        }
        code.Call(BpfFunction.Thread);
        code.Store(Frame, Key, R0);
        Put(code, pending, Key, Call, Any);
    }

    /// <summary>
    /// What this thread noted at this place of its stack; a signal's handler, or a function that was left by longjmp, has another. A return
    /// finds the stack pointer as it was before the call, eight bytes up.
    /// </summary>
    void TakeCall(BpfCode code)
    {
        code.Call(BpfFunction.Thread);
        code.Store(Frame, Key, R0);
        Find(code, pending, Key);
        code.GoIf(R0, BpfTest.Equal, 0, "leave");
        code.Load(R1, R0, CallStack);
        code.Plus(R1, sizeof(ulong));
        code.Load(R2, R6, StackPointerAt);
        code.GoIf(R1, BpfTest.NotEqual, R2, "leave");
        Copy(code, R0, 0, Call, CallBytes);
        code.MoveMap(R1, FileOf(pending));
        Address(code, R2, Key);
        code.Call(BpfFunction.Remove);
    }

    /// <summary>The block of R7 bytes at R9, and the thread that made it, by its number in the target's own space; 0 where that is another.</summary>
    void PutIn(BpfCode code)
    {
        code.Store(Frame, Key, R9);
        code.Call(BpfFunction.MonotonicTime);
        code.Store(Frame, Entry, R7);
        code.Store(Frame, Entry + 8, R0);
        code.Move(R1, space.Device);
        code.Move(R2, space.Inode);
        Address(code, R3, Entry + 16);
        code.Move(R4, sizeof(ulong));
        code.Call(BpfFunction.ThreadInSpace);
        Count(code, SamplingCounter.Samples);
        Put(code, blocks, Key, Entry, OnlyNew);
        code.GoIf(R0, BpfTest.Equal, 0, "record");
        code.GoIf(R0, BpfTest.NotEqual, Exists, "full");
        Count(code, SamplingCounter.Stale);
        Put(code, blocks, Key, Entry, Any);
        code.Go("record");
        code.Mark("full");
        Count(code, SamplingCounter.BlocksFull);
        code.Mark("record");
    }

    /// <summary>Of a stack that ends soon a small record will do: more of them find room.</summary>
    void Record(BpfCode code)
    {
        Address(code, R1, Value);
        code.Move(R2, sizeof(ulong));
        code.Load(R3, R6, StackPointerAt);
        code.Plus(R3, SamplingLayout.ShortStackBytes);
        code.Call(BpfFunction.ReadUser);
        code.GoIf(R0, BpfTest.NotEqual, 0, "short");
        Record(code, SamplingLayout.StackBytes);
        code.Mark("short");
        Record(code, SamplingLayout.ShortStackBytes);
    }

    /// <summary>
    /// Registers and stack as the caller has them when the function has returned. The piece that holds the stack's end cannot be read
    /// whole, so that its halves are tried.
    /// </summary>
    void Record(BpfCode code, int stack)
    {
        code.MoveMap(R1, FileOf(ring));
        code.Move(R2, SampleHead.Bytes + stack);
        code.Move(R3, 0);
        code.Call(BpfFunction.Reserve);
        code.GoIf(R0, BpfTest.NotEqual, 0, "reserved" + stack);
        Count(code, SamplingCounter.RingFull);
        code.Go("leave");
        code.Mark("reserved" + stack);
        code.Move(R7, R0);
        code.Store(R7, 0, R9);
        Copy(code, Frame, Entry, R7, 8, SampledBlock.Bytes);
        code.Load(R1, R6, InstructionAt);
        code.Store(R7, 32, R1);
        code.Load(R9, R6, StackPointerAt);
        code.Store(R7, 40, R9);
        code.Load(R1, R6, FramePointerAt);
        code.Store(R7, 48, R1);
        code.Move(R8, 0);
        for (int piece = stack / 2; piece >= SamplingLayout.StackPiece; piece /= 2)
        {
            code.Move(R1, R7);
            code.Plus(R1, SampleHead.Bytes);
            code.Plus(R1, R8);
            code.Move(R2, piece);
            code.Move(R3, R9);
            code.Plus(R3, R8);
            code.Call(BpfFunction.ReadUser);
            code.GoIf(R0, BpfTest.NotEqual, 0, $"ended {stack} {piece}");
            code.Plus(R8, piece);
            code.Mark($"ended {stack} {piece}");
        }
        code.Store(R7, SampleHead.CopiedAt, R8);
        code.Move(R1, R7);
        code.Plus(R1, SampleHead.NameAt);
        code.Move(R2, SampleHead.NameBytes);
        code.Call(BpfFunction.ThreadName);
        code.Move(R1, R7);
        code.Move(R2, 1); // BPF_RB_NO_WAKEUP: it is looked for by the clock
        code.Call(BpfFunction.Submit);
        code.Go("leave");
    }

    /// <summary>A realloc that failed leaves the block as it was.</summary>
    void PutBack(BpfCode code)
    {
        code.Load(R1, Frame, Call + CallOld);
        code.GoIf(R1, BpfTest.Equal, 0, "leave");
        code.Load(R1, Frame, Call + CallAddress);
        code.Store(Frame, Key, R1);
        Put(code, blocks, Key, Call + CallOld, Any);
    }

    int _counted;

    void Count(BpfCode code, SamplingCounter counter)
    {
        string after = "counted" + _counted++;
        code.Store(Frame, Value, 0);
        Find(code, counters, Value);
        code.GoIf(R0, BpfTest.Equal, 0, after);
        code.Move(R1, 1);
        code.AddTo(R0, 8 * (int)counter, R1);
        code.Mark(after);
    }

    static void Find(BpfCode code, SafeFileHandle map, int key)
    {
        code.MoveMap(R1, FileOf(map));
        Address(code, R2, key);
        code.Call(BpfFunction.Find);
    }

    static void Put(BpfCode code, SafeFileHandle map, int key, int value, int how)
    {
        code.MoveMap(R1, FileOf(map));
        Address(code, R2, key);
        Address(code, R3, value);
        code.Move(R4, how);
        code.Call(BpfFunction.Put);
    }

    static void Address(BpfCode code, BpfRegister into, int local)
    {
        code.Move(into, Frame);
        code.Plus(into, local);
    }

    static void Copy(BpfCode code, BpfRegister from, int offset, int local, int bytes) => Copy(code, from, offset, Frame, local, bytes);

    static void Copy(BpfCode code, BpfRegister from, int offset, BpfRegister into, int at, int bytes)
    {
        for (int done = 0; done < bytes; done += sizeof(ulong))
        {
            code.Load(R1, from, offset + done);
            code.Store(into, at + done, R1);
        }
    }

    static int FileOf(SafeFileHandle map) => (int)map.DangerousGetHandle();
}
