using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>Profiles as pprof keeps them (google/pprof, proto/profile.proto): of Go, of C++, of async-profiler's converter, of Pyroscope.</summary>
public static class PprofProfile
{
    const int FieldsLookedAt = 16;
    const uint LastField = 15;

    /// <summary>Several fields, each of the kind that the format says. A text does not begin so.</summary>
    public static bool Begins(ReadOnlySpan<byte> head)
    {
        WireReader fields = new(head);
        int known = 0;
        while (known < FieldsLookedAt && fields.MoveNext())
        {
            if (fields.Field > LastField || !IsKind(fields.Field, fields.IsContent))
                return false;
            known++;
        }
        return known > 2 && (!fields.IsDamaged || head.Length >= 32 * 1024);
    }

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        (byte[] bytes, bool wasCut) = Whole(stream);
        Parsed<AllocationProfile> parsed = Parse(bytes, place);
        return wasCut ? parsed with { Gaps = [.. parsed.Gaps, Gaps.ProfileDamaged.At(place, null, "it is longer than 1 GiB")] } : parsed;
    }

    public static Parsed<AllocationProfile> Parse(ReadOnlySpan<byte> message, string place)
    {
        PprofTables tables = new();
        bool isDamaged = tables.Read(message);
        PprofSamples samples = new(tables);
        samples.Read(message);
        AllocationProfile profile = samples.Builder.Done(place, "pprof profile", samples.Columns, tables.Sampling) with
        {
            Mappings = tables.Mappings,
            BuildIds = tables.BuildIds,
            TakenAt = tables.TakenAt,
            Shown = tables.Shown(message),
        };
        List<Gap> gaps = [];
        if (isDamaged)
            gaps.Add(Gaps.ProfileDamaged.At(place, null, "a message ends within a field"));
        if (samples.Dangling > 0)
            gaps.Add(Gaps.ProfileDamaged.At(place, null, samples.Dangling.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) + " samples name frames or values that are not in it"));
        if (!samples.IsDropped)
            gaps.Add(Gaps.ProfileFramesKept.At(place));
        if (samples.Builder.Full is { } full)
            gaps.Add(Gaps.ReportTooLong.At(place, null, full, profile.Samples.Count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));
        return new(profile, gaps);
    }

    static bool IsKind(uint field, bool isContent) => field switch
    {
        7 or 8 or 9 or 10 or 12 or 14 or 15 => !isContent,
        13 => true,
        _ => isContent,
    };

    static (byte[] Bytes, bool WasCut) Whole(Stream stream)
    {
        using MemoryStream whole = new();
        byte[] buffer = new byte[128 * 1024];
        for (int got; (got = stream.Read(buffer)) > 0;)
        {
            if (whole.Length + got > Limits.ProfileFileBytes)
                return (whole.ToArray(), true);
            whole.Write(buffer, 0, got);
        }
        return (whole.ToArray(), false);
    }
}
