using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Procps;

/// <summary>/proc/meminfo (proc_meminfo(5)).</summary>
public static class MeminfoText
{
    public static bool Begins(ReadOnlySpan<byte> line) =>
        line.StartsWith("MemTotal:"u8) && KiB.TryParse(line["MemTotal:"u8.Length..], out _);

    public static Parsed<MachineMemory> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        List<NamedSize> sizes = [];
        MachineMemory memory = new();
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current;
            int colon = line.IndexOf((byte)':');
            if (line.IsEmpty || line.StartsWith("HugePages_"u8))
                continue;
            if (colon <= 0 || line[..colon].IndexOfAny((byte)' ', (byte)'\t') >= 0)
                notes.Keep(lines);
            else if (!KiB.TryParse(line[(colon + 1)..], out Bytes size))
                notes.Broken(lines);
            else if (notes.HasRoom(sizes.Count, "lines", Limits.NmtTags))
                Add(ForeignText.Decode(line[..colon]), size, sizes, ref memory);
        }
        if (memory.Total is null)
            notes.Add(Gaps.ToolTextIncomplete, "line \"MemTotal:\"", "/proc/meminfo");
        return notes.Done(memory with { Lines = sizes, Unread = notes.Unread });
    }

    static void Add(string name, Bytes size, List<NamedSize> sizes, ref MachineMemory memory)
    {
        sizes.Add(new(name, size));
        RoundedSize exact = new(size, new Bytes(1024));
        memory = name switch
        {
            "MemTotal" => memory with { Total = exact },
            "MemFree" => memory with { Free = exact },
            "MemAvailable" => memory with { Available = exact },
            "Shmem" => memory with { Shared = exact },
            "Buffers" => memory with { Buffers = exact },
            "Cached" => memory with { Cached = exact },
            "SwapTotal" => memory with { SwapTotal = exact },
            "SwapFree" => memory with { SwapFree = exact },
            _ => memory,
        };
    }
}
