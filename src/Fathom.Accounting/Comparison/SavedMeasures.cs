using Fathom.Accounting.Profiles;
using Fathom.Accounting.Saved;
using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Comparison;

/// <summary>Lines of recordings, heap dumps and profiles.</summary>
static class SavedMeasures
{
    /// <summary>Its last figures. A count has no bytes.</summary>
    public static IEnumerable<Measure> Figures(FlightRecording recording)
    {
        foreach (RecordedFigure figure in RecordedFigure.All)
        {
            if (figure.In(recording) is { Samples: > 0 } series)
                yield return new Measure(figure.Title, series.IsBytes ? Size(series.Last) : Bytes.Zero, series.IsBytes ? null : series.Last);
        }
    }

    public static IEnumerable<Measure> Owners(HeapDump dump) => dump.Owners.Where(owner => !owner.IsShell)
        .Select(owner => new Measure($"{owner.Owns} ({owner.ClassName})", owner.Native ?? Bytes.Zero, owner.Open ?? owner.Count));

    /// <summary>Where not all were looked at, the others are taken to be kept alike.</summary>
    public static IEnumerable<Measure> Holders(HeapDump dump)
    {
        foreach (DumpedOwner owner in dump.Owners.Where(owner => !owner.IsShell))
        {
            double each = owner.LookedAt > 0 ? Math.Max(1, (double)(owner.Open ?? owner.Count) / owner.LookedAt) : 1;
            foreach (DumpedHolder holder in owner.Holders)
                yield return new Measure($"{Way(holder)}: {owner.Owns}", Size((long)Math.Min((holder.Native?.Value ?? 0) * each, 1L << 50)), (long)Math.Min(holder.Count * each, 1L << 50));
        }
    }

    /// <summary>As a histogram spells them.</summary>
    public static IEnumerable<Measure> Classes(HeapDump dump) => dump.Classes.Select(one => new Measure(Spelled(one.Name), one.Shallow, one.Count));

    public static IEnumerable<Measure> Uses(ProfiledMemory memory) => memory.Uses.Where(use => use.InUse > Bytes.Zero).Select(use => new Measure(use.Name, use.InUse, use.Blocks));

    /// <summary>What each function has by itself, as `profile` prints it.</summary>
    public static IReadOnlyList<Measure> Functions(AllocationProfile profile, string column, string? count)
    {
        Dictionary<string, double> bytes = Flat(profile, column), blocks = count is null ? [] : Flat(profile, count);
        return [.. bytes.Where(each => each.Value != 0).Select(each => new Measure(each.Key, ProfiledSums.Whole(each.Value), count is null ? null : ProfiledSums.Whole(blocks.GetValueOrDefault(each.Key)).Value))];
    }

    static Dictionary<string, double> Flat(AllocationProfile profile, string column)
    {
        ProfileReport report = new(new ProfileQuestion { Column = column });
        Dictionary<string, double> flat = new(StringComparer.Ordinal);
        if (report.Add(profile) is null)
        {
            foreach (CallRow row in CallTable.Rows(report.Forest, report.Now, null))
                flat[report.Forest.Labels[row.Label]] = row.Flat;
        }
        return flat;
    }

    static string Way(DumpedHolder holder) => holder.State switch
    {
        HolderState.Kept => "kept by " + (holder.Referrer ?? holder.Root),
        HolderState.Garbage => "garbage",
        _ => "cannot tell who keeps them",
    };

    /// <summary>"java.lang.String[][]" is "[[Ljava.lang.String;", "byte[]" is "[B" (JVMS 4.3.2).</summary>
    static string Spelled(string name)
    {
        int brackets = name.IndexOf("[]", StringComparison.Ordinal);
        if (brackets < 0)
            return name;
        string element = name[..brackets];
        string code = element switch
        {
            "boolean" => "Z",
            "byte" => "B",
            "char" => "C",
            "short" => "S",
            "int" => "I",
            "long" => "J",
            "float" => "F",
            "double" => "D",
            _ => $"L{element};",
        };
        return new string('[', (name.Length - brackets) / 2) + code;
    }

    static Bytes Size(long value) => new(Math.Clamp(value, 0, 1L << 44));
}
