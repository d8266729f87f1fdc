using System.Buffers.Binary;
using Fathom.Sources.Formats.Strace;

namespace Fathom.Sources.Kernel;

/// <summary>
/// A call as the tracepoint at its end shows it: number and result in the event, and what was asked in the registers, which the
/// kernel keeps through a call on x86-64 (arch/x86/entry/calling.h).
/// </summary>
static class OsCall
{
    // include/trace/events/syscalls.h, sys_exit: behind the eight bytes that all events have.
    const int NumberAt = 8, ResultAt = 16;

    const int ProtectionOfAccess = 7;

    // mman-common.h and mman.h of asm-generic.
    const ulong Fixed = 0x100010, Anonymous = 0x20, NoReserve = 0x4000, Stack = 0x20000;

    /// <summary>Numbers on x86-64, and what the tracepoints of their ends are called.</summary>
    public static readonly (int Number, CallName Name, string Text)[] Followed =
    [
        (9, CallName.Map, "mmap"), (11, CallName.Unmap, "munmap"), (25, CallName.Remap, "mremap"), (10, CallName.Protect, "mprotect"),
        (12, CallName.Break, "brk"), (28, CallName.Advise, "madvise"),
    ];

    /// <summary>False of one that is none, or is of no interest: madvise that gives nothing back.</summary>
    public static bool TryParse(in PerfRecord sample, out TracedCall call)
    {
        call = default;
        if (sample.Raw.Length < ResultAt + 8 || sample.Registers.Length != PerfPlan.RegisterCount)
            return false;
        int number = BinaryPrimitives.ReadInt32LittleEndian(sample.Raw[NumberAt..]);
        long result = BinaryPrimitives.ReadInt64LittleEndian(sample.Raw[ResultAt..]);
        CallName name = CallName.Other;
        foreach ((int followed, CallName as_, _) in Followed)
            name = followed == number ? as_ : name;
        ReadOnlySpan<ulong> registers = sample.Registers;
        call = Of(name, unchecked((ulong)result), registers[2], registers[1], registers[0], registers[7]) with { Failed = result is < 0 and >= -4095 };
        return name != CallName.Other;
    }

    static TracedCall Of(CallName name, ulong result, ulong first, ulong second, ulong third, ulong fourth) => name switch
    {
        CallName.Map => new(name)
        {
            Address = first,
            Length = second,
            IsUsable = (third & ProtectionOfAccess) != 0,
            IsFixed = (fourth & Fixed) != 0,
            IsAnonymous = (fourth & Anonymous) != 0,
            IsUncounted = (fourth & NoReserve) != 0,
            IsStack = (fourth & Stack) != 0,
            Result = result,
        },
        CallName.Remap => new(name) { Address = first, Length = second, NewLength = third, Result = result },
        CallName.Protect => new(name) { Address = first, Length = second, IsUsable = (third & ProtectionOfAccess) != 0 },
        CallName.Break => new(name) { Address = first, Result = result },
        CallName.Advise => new(name) { Address = first, Length = second, GivesBack = (uint)third is 4 or 8 or 9 },
        _ => new(name) { Address = first, Length = second },
    };
}
