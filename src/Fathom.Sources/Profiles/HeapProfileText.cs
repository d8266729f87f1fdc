using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>Heap profiles as jemalloc (prof:true) and gperftools (HEAPPROFILE) write them.</summary>
public static class HeapProfileText
{
    public static bool Begins(ReadOnlySpan<byte> line) => HeapHead.TryParse(line.TrimEnd(" \r"u8), out _);

    /// <summary>Lines that no other form has, above all those of its map.</summary>
    public static bool IsOwn(ReadOnlySpan<byte> line) =>
        line.StartsWith("@ 0x"u8) || line.StartsWith("t*: "u8) || line.SequenceEqual("MAPPED_LIBRARIES:"u8);

    public static Parsed<AllocationProfile> Parse(ReadOnlySpan<byte> text, string place)
    {
        HeapProfileReading reading = new(place);
        Lines lines = new(text);
        while (lines.MoveNext())
            reading.Add(lines.Number, lines.Current);
        return reading.Done(lines.Number);
    }

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        HeapProfileReading reading = new(place);
        StreamLines lines = new(stream);
        while (lines.MoveNext())
            reading.Add((int)Math.Min(lines.Number, int.MaxValue), lines.Current);
        return reading.Done(lines.Number);
    }
}
