using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>What perf record wrote: a file, or what came through a pipe.</summary>
public static class PerfRecording
{
    const int SectionLength = 16;
    const ulong MostAttributeBytes = 4096;

    public static bool Begins(ReadOnlySpan<byte> head) => PerfHead.Begins(head);

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        PerfEvents events = new();
        PerfReading reading = new(place, events);
        byte[] bytes = new byte[PerfHead.Length];
        int got = stream.ReadAtLeast(bytes.AsSpan(0, PerfHead.StreamLength), PerfHead.StreamLength, throwOnEndOfStream: false);
        if (PerfHead.IsStream(bytes))
        {
            reading.Read(new PerfRecords(stream, ulong.MaxValue));
            return reading.Done();
        }
        got += stream.ReadAtLeast(bytes.AsSpan(got), bytes.Length - got, throwOnEndOfStream: false);
        if (PerfHead.TryParse(bytes.AsSpan(0, got), out PerfHead head) is { } problem)
            reading.Damaged(problem);
        else
            ReadFile(reading, events, head, stream.CanSeek ? stream : Held(bytes, stream));
        return reading.Done();
    }

    /// <summary>Names and formats stand behind the data: what cannot be gone back in is held.</summary>
    static MemoryStream Held(byte[] head, Stream rest)
    {
        MemoryStream held = new();
        held.Write(head);
        byte[] buffer = new byte[128 * 1024];
        for (int got; held.Length < Limits.ProfileFileBytes && (got = rest.Read(buffer)) > 0;)
            held.Write(buffer, 0, got);
        return held;
    }

    static void ReadFile(PerfReading reading, PerfEvents events, in PerfHead head, Stream file)
    {
        ReadAttributes(events, head, file);
        // perf writes the length of the data when it is done.
        bool isDone = head.Data.Length > 0;
        if (isDone)
            ReadFeatures(reading, events, head, file);
        else
            reading.Damaged("perf record was killed before it was done, names of events and files are not in it");
        if (head.Data.Offset > (ulong)file.Length)
        {
            reading.Damaged("it ends before its samples");
            return;
        }
        file.Position = (long)head.Data.Offset;
        reading.Read(new PerfRecords(file, isDone ? head.Data.Length : ulong.MaxValue));
    }

    static void ReadAttributes(PerfEvents events, in PerfHead head, Stream file)
    {
        if (head.AttributeLength is < PerfAttribute.LeastBytes + SectionLength or > MostAttributeBytes)
            return;
        ReadOnlySpan<byte> attributes = Part(file, head.Attributes);
        for (int length = (int)head.AttributeLength; attributes.Length >= length; attributes = attributes[length..])
        {
            PerfWords ids = new(attributes[(length - SectionLength)..length]);
            events.Add(PerfAttribute.Of(attributes, out _), Part(file, new PerfSection(ids.Long(), ids.Long())));
        }
    }

    static void ReadFeatures(PerfReading reading, PerfEvents events, in PerfHead head, Stream file)
    {
        ulong table = unchecked(head.Data.Offset + head.Data.Length);
        foreach ((int feature, int number) in head.FeaturesInOrder())
        {
            if (!PerfFeatures.IsWanted(feature))
                continue;
            PerfWords at = new(Part(file, new PerfSection(unchecked(table + ((ulong)number * SectionLength)), SectionLength)));
            PerfFeatures.Take(feature, Part(file, new PerfSection(at.Long(), at.Long())), events, reading.Libraries);
        }
    }

    /// <summary>As much of it as there is.</summary>
    static byte[] Part(Stream file, PerfSection section)
    {
        ulong length = (ulong)file.Length;
        if (section.Offset >= length)
            return [];
        byte[] bytes = new byte[(int)Math.Min(Math.Min(section.Length, length - section.Offset), Limits.PerfSectionBytes)];
        file.Position = (long)section.Offset;
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
