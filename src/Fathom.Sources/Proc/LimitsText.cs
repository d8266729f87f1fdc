using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/limits (proc_pid_limits(5)): a name in 25 columns, soft limit, hard limit, unit.</summary>
public static class LimitsText
{
    public static ProcessLimits Parse(ReadOnlySpan<byte> text)
    {
        ProcessLimits limits = new();
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            limits = line switch
            {
                _ when line.StartsWith("Max address space "u8) => limits with { AddressSpace = Size(line["Max address space "u8.Length..]) },
                _ when line.StartsWith("Max data size "u8) => limits with { DataSize = Size(line["Max data size "u8.Length..]) },
                _ when line.StartsWith("Max stack size "u8) => limits with { Stack = Size(line["Max stack size "u8.Length..]) },
                _ when line.StartsWith("Max locked memory "u8) => limits with { LockedMemory = Size(line["Max locked memory "u8.Length..]) },
                _ when line.StartsWith("Max processes "u8) => limits with { Processes = Number(line["Max processes "u8.Length..]) },
                _ when line.StartsWith("Max open files "u8) => limits with { OpenFiles = Number(line["Max open files "u8.Length..]) },
                _ => limits,
            };
        }
        return limits;
    }

    static Bytes? Size(ReadOnlySpan<byte> rest) => Number(rest) is { } value ? new Bytes(value) : null;

    /// <summary>The soft limit; "unlimited" is no number.</summary>
    static long? Number(ReadOnlySpan<byte> rest)
    {
        AsciiLine line = new(rest);
        line.TakeBlanks();
        return line.TakeDecimal(out ulong value) && value <= long.MaxValue ? (long)value : null;
    }
}
