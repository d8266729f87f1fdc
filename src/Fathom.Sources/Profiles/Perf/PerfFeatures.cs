using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>What stands beside the records: formats of tracepoints, build-ids, names of events. In a stream each is a record itself.</summary>
static class PerfFeatures
{
    // Numbers of features (linux, tools/perf/util/header.h).
    const int TracingData = 1, BuildIds = 2, EventNames = 12;

    const int IdBytes = 20;
    const ulong NameUpdate = 2;

    public static void Take(int feature, ReadOnlySpan<byte> section, PerfEvents events, PerfLibraries libraries)
    {
        if (feature == TracingData)
            events.ReadFormats(section);
        else if (feature == EventNames)
            events.ReadNames(section);
        else if (feature == BuildIds)
            TakeBuildIds(section, libraries);
    }

    public static bool IsWanted(int feature) => feature is TracingData or EventNames or BuildIds;

    public static void TakeRecord(uint type, ushort flags, ReadOnlySpan<byte> content, PerfEvents events, PerfLibraries libraries)
    {
        PerfWords words = new(content);
        switch (type)
        {
            case PerfRecordTypes.Attribute:
                PerfAttribute attribute = PerfAttribute.Of(content, out int size);
                if (size >= PerfAttribute.LeastBytes && size <= content.Length)
                    events.Add(attribute, content[size..]);
                break;
            case PerfRecordTypes.EventUpdate when words.Long() == NameUpdate:
                events.Rename(words.Long(), words.Text());
                break;
            case PerfRecordTypes.Feature:
                int feature = (int)Math.Min(words.Long(), int.MaxValue);
                if (feature == EventNames)
                    events.ReadNames(words.Rest);
                break;
            case PerfRecordTypes.BuildId:
                TakeBuildId(flags, content, libraries);
                break;
        }
    }

    static void TakeBuildIds(ReadOnlySpan<byte> section, PerfLibraries libraries)
    {
        PerfWords words = new(section);
        while (words.Rest.Length >= PerfRecords.HeadLength && !words.IsShort)
        {
            words.Word();
            (ushort flags, ushort length) = (words.Half(), words.Half());
            if (length < PerfRecords.HeadLength)
                return;
            TakeBuildId(flags, words.Take((ulong)length - PerfRecords.HeadLength), libraries);
        }
    }

    /// <summary>A process, an id, and the path it is of.</summary>
    static void TakeBuildId(ushort flags, ReadOnlySpan<byte> content, PerfLibraries libraries)
    {
        PerfWords words = new(content);
        words.Word();
        ReadOnlySpan<byte> id = words.Take(24);
        if (words.IsShort)
            return;
        int length = (flags & PerfRecordTypes.HasBuildIdLength) != 0 && id[IdBytes] is > 0 and <= IdBytes ? id[IdBytes] : IdBytes;
        libraries.AddBuildId(ForeignText.Decode(words.Filled()), id[..length]);
    }
}
