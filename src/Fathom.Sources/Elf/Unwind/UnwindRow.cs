using System.Runtime.InteropServices;

namespace Fathom.Sources.Elf.Unwind;

/// <summary>What the canonical frame address (CFA) is counted from: the stack pointer's value before the call.</summary>
public enum UnwindBase : byte
{
    Stack,
    Frame,

    /// <summary>A walk ends here: nothing is known, or it takes more than an addition.</summary>
    Stop,
}

/// <summary>
/// How to leave a function from this address on: eight bytes, as the probe's layout.h has them. The return address lies
/// always at CFA - 8 (System V ABI for x86-64).
/// </summary>
/// <param name="Pc">As the file counts.</param>
/// <param name="Cfa">Its distance from the base.</param>
/// <param name="Frame">Where the caller's rbp was saved, from the CFA in words; 0: it is still in rbp.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct UnwindRow(uint Pc, short Cfa, UnwindBase Base, sbyte Frame)
{
    public static UnwindRow StopAt(uint pc) => new(pc, 0, UnwindBase.Stop, 0);

    public bool SaysAs(UnwindRow other) => Cfa == other.Cfa && Base == other.Base && Frame == other.Frame;
}
