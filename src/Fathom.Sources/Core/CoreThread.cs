using Fathom.Sources.Elf;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Fathom.Sources.Core;

/// <summary>One NT_PRSTATUS: a thread and the registers that say where its stack stands.</summary>
/// <param name="SystemCall">The call it was in; -1 if in none, or if the machine does not keep the number.</param>
readonly record struct CoreThread(int Id, long SystemCall, CoreThread.CallArguments Arguments, ulong StackPointer, ulong Pc)
{
    // struct elf_prstatus of linux/elfcore.h on 64-bit machines: pr_pid, then pr_reg.
    const int IdAt = 32;
    const int RegistersAt = 112;
    const int MostRegisterBytes = 34 * 8;

    internal readonly record struct CallArguments(ulong A, ulong B, ulong C, ulong D, ulong E, ulong F);

    internal static CoreThread? Read(ElfPart note, ushort machine)
    {
        Span<byte> status = stackalloc byte[RegistersAt + MostRegisterBytes];
        int length = RegistersAt + (machine == ElfHeader.Arm64 ? 34 : 27) * 8;
        if (machine is not (ElfHeader.X86_64 or ElfHeader.Arm64) || !note.ReadWhole(0, status[..length]))
            return null;
        int id = ReadInt32LittleEndian(status[IdAt..]);
        ReadOnlySpan<byte> registers = status[RegistersAt..];
        return machine == ElfHeader.Arm64 ? OfArm64(id, registers) : OfX86(id, registers);
    }

    /// <summary>struct user_regs_struct of asm/user_64.h.</summary>
    static CoreThread OfX86(int id, ReadOnlySpan<byte> registers) => new(
        id,
        Math.Max(-1, ReadInt32LittleEndian(registers[(15 * 8)..])),
        new CallArguments(
            Register(registers, 14),
            Register(registers, 13),
            Register(registers, 12),
            Register(registers, 7),
            Register(registers, 9),
            Register(registers, 8)),
        Register(registers, 19),
        Register(registers, 16));

    /// <summary>struct user_pt_regs of asm/ptrace.h: x0 to x30, sp, pc.</summary>
    static CoreThread OfArm64(int id, ReadOnlySpan<byte> registers) =>
        new(id, -1, default, Register(registers, 31), Register(registers, 32));

    static ulong Register(ReadOnlySpan<byte> registers, int number) =>
        ReadUInt64LittleEndian(registers[(number * 8)..]);
}
