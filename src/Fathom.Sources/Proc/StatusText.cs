using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/status (proc_pid_status(5)). Unknown keys are other tools' business.</summary>
public static class StatusText
{
    public static Parsed<ProcessStatus> Parse(ReadOnlySpan<byte> text, string file)
    {
        ProcessStatus status = new();
        BadLines bad = new(file);
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            int colon = line.IndexOf((byte)':');
            if (colon > 0 && !TryApply(line[..colon], line[(colon + 1)..], ref status))
                bad.Add(lines.Number, line);
        }
        return new(status, bad.Gaps);
    }

    static bool TryApply(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref ProcessStatus status)
    {
        value = value.Trim(" \t"u8);
        if (key.SequenceEqual("Name"u8))
            status = status with { Name = ForeignText.Decode(value) };
        else if (key.SequenceEqual("State"u8) && !value.IsEmpty)
            status = status with { State = (char)value[0] };
        else if (key.SequenceEqual("NSpid"u8))
            status = WithNamespaces(status, value);
        else if (key.StartsWith("Vm"u8) || key.StartsWith("Rss"u8) || key.SequenceEqual("HugetlbPages"u8))
            return TrySize(key, value, ref status);
        else if (IsNumber(key))
            return TryNumber(key, value, ref status);
        return true;
    }

    static bool IsNumber(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("Pid"u8) || key.SequenceEqual("PPid"u8) || key.SequenceEqual("Uid"u8)
        || key.SequenceEqual("Gid"u8) || key.SequenceEqual("Threads"u8);

    static bool TryNumber(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref ProcessStatus status)
    {
        AsciiLine line = new(value);
        if (!line.TakeDecimal(out ulong number))
            return false;
        // Uid and Gid have four fields: real, effective, saved, file system. The effective one decides what is allowed.
        bool isUser = key.SequenceEqual("Uid"u8) || key.SequenceEqual("Gid"u8);
        if (isUser && (!line.TakeBlanks() || !line.TakeDecimal(out number)))
            return false;
        if (number > (isUser ? uint.MaxValue : int.MaxValue))
            return false;
        status = (char)key[0] switch
        {
            'U' => status with { Uid = (long)number },
            'G' => status with { Gid = (long)number },
            'T' => status with { Threads = (int)number },
            _ when key[1] == (byte)'P' => status with { ParentPid = (int)number },
            _ => status with { Pid = (int)number },
        };
        return true;
    }

    static ProcessStatus WithNamespaces(ProcessStatus status, ReadOnlySpan<byte> value)
    {
        AsciiLine line = new(value);
        int depth = 0;
        ulong last = 0;
        while (line.TakeDecimal(out ulong pid) && pid <= int.MaxValue)
        {
            (last, depth) = (pid, depth + 1);
            line.TakeBlanks();
        }
        return depth == 0 ? status : status with { NamespacePid = (int)last, NamespaceDepth = depth };
    }

    static bool TrySize(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ref ProcessStatus status)
    {
        if (!KiB.TryParse(value, out Bytes size))
            return false;
        status = key switch
        {
            _ when key.SequenceEqual("VmSize"u8) => status with { Size = size },
            _ when key.SequenceEqual("VmHWM"u8) => status with { PeakResident = size },
            _ when key.SequenceEqual("VmRSS"u8) => status with { Resident = size },
            _ when key.SequenceEqual("RssAnon"u8) => status with { ResidentAnonymous = size },
            _ when key.SequenceEqual("RssFile"u8) => status with { ResidentFile = size },
            _ when key.SequenceEqual("RssShmem"u8) => status with { ResidentShared = size },
            _ when key.SequenceEqual("VmSwap"u8) => status with { Swap = size },
            _ when key.SequenceEqual("HugetlbPages"u8) => status with { HugePages = size },
            _ when key.SequenceEqual("VmPTE"u8) => status with { PageTables = size },
            _ when key.SequenceEqual("VmLck"u8) => status with { Locked = size },
            _ => status,
        };
        return true;
    }
}
