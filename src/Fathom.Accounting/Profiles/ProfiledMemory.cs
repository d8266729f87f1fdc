using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Profiles;

/// <summary>What allocation profiles among saved files say: the last dump of each series, and how it came to that.</summary>
/// <param name="Last">The dump that is shown.</param>
public sealed record ProfiledMemory(AllocationProfile Last)
{
    /// <summary>Its addresses, or its pid, show that it is of the process that the other files are of.</summary>
    public bool IsProved { get; init; }

    /// <summary>Other files say to be of another day: what was in use then need not be so now.</summary>
    public bool IsOfOtherDay { get; init; }

    /// <summary>It tells what is in use. What was ever allocated, and mostly given back, says nothing of who has memory now.</summary>
    public bool IsInUse { get; init; }

    /// <summary>Which column its bytes are; null where none counts bytes of blocks.</summary>
    public string? Value { get; init; }

    public string? CountValue { get; init; }

    public Bytes Total { get; init; }

    /// <summary>By the sampling: 95 of 100 lie within.</summary>
    public Bytes Error { get; init; }

    /// <summary>The largest first.</summary>
    public IReadOnlyList<ProfiledUse> Uses { get; init; } = [];

    /// <summary>Null for one dump.</summary>
    public ProfiledGrowth? Growth { get; init; }

    /// <summary>Of nobody who has a name.</summary>
    public Bytes Unplaced => Of(NativeUse.Unknown) + Of(NativeUse.Unnamed);

    public Bytes Of(NativeUse kind) => Uses.Where(use => use.Kind == kind).Aggregate(Bytes.Zero, (sum, use) => sum + use.InUse);

    /// <summary>Of other processes none; what is proved to be of this one first, then what tells most.</summary>
    public static IReadOnlyList<ProfiledMemory> All(SavedTexts? saved)
    {
        SavedPiece[] pieces = [.. (saved?.Pieces ?? []).Where(piece => piece is { IsApart: false, Content: AllocationProfile { Samples.Count: > 0 } })];
        if (pieces.Length == 0)
            return [];
        bool isAlone = saved!.Pieces.All(piece => piece.Content is AllocationProfile || piece.IsApart);
        ProfiledMemory[] all = [.. pieces.GroupBy(SeriesOf, StringComparer.Ordinal).Select(series => Of([.. series], isAlone) with { IsOfOtherDay = IsOfOther(saved, [.. series]) })];
        return [.. all.OrderByDescending(each => each.IsInUse).ThenByDescending(each => each.IsProved).ThenByDescending(each => each.Total.Value)];
    }

    static readonly TimeSpan Day = TimeSpan.FromHours(14);

    /// <summary>What a text says of its time is in a time zone that only its maker knows.</summary>
    static bool IsOfOther(SavedTexts saved, SavedPiece[] series) => series[^1].SaidAt is { } at
        && saved.Pieces.Where(piece => piece is { IsApart: false, SaidAt: not null, Content: not AllocationProfile }).Select(piece => (piece.SaidAt!.Value - at).Duration()).ToArray() is { Length: > 0 } spans
        && spans.Min() > Day;

    /// <summary>
    /// Where neither a name, nor a time beside the same mappings, puts it among others, it stands by itself. So does a recording's: it counts from its
    /// own beginning, and two of them are no moments of one thing.
    /// </summary>
    static string SeriesOf(SavedPiece piece)
    {
        var profile = (AllocationProfile)piece.Content!;
        string kind = profile.Kind + "\0" + string.Join(',', profile.Columns.Select(column => column.Name)) + "\0";
        if (profile.Dump is { } dump)
            return kind + dump.Series;
        return profile is { TakenAt: not null, Mappings: [var first, ..] } ? kind + first.Range : kind + piece.File + "\0" + piece.FirstLine;
    }

    static ProfiledMemory Of(SavedPiece[] pieces, bool isAlone)
    {
        AllocationProfile[] dumps = [.. pieces.Select(piece => (AllocationProfile)piece.Content!).OrderBy(dump => dump.Dump?.Number ?? 0).ThenBy(dump => dump.TakenAt ?? default)];
        AllocationProfile last = dumps[^1];
        int bytes = ColumnOf(last, ProfileMeasure.InUseBytes);
        bool isInUse = bytes >= 0 && last.HasFrees;
        int count = ColumnOf(last, isInUse ? ProfileMeasure.InUseCount : ProfileMeasure.AllocatedCount);
        bytes = bytes >= 0 && isInUse ? bytes : ColumnOf(last, ProfileMeasure.AllocatedBytes);
        ProfiledMemory memory = new(last) { IsProved = isAlone || pieces.All(piece => piece.IsSame), IsInUse = isInUse };
        if (bytes < 0)
            return memory;
        ProfiledSums now = new(last, bytes, count);
        bool isSeries = dumps.Length > 1 && isInUse;
        return memory with
        {
            Value = last.Columns[bytes].Name,
            CountValue = count < 0 ? null : last.Columns[count].Name,
            Total = now.Total,
            Error = now.Error,
            Uses = now.Uses(isSeries ? new ProfiledSums(dumps[0], bytes, count) : null),
            Growth = isSeries ? ProfiledGrowth.Of(dumps, last.Columns[bytes].Name) : null,
        };
    }

    static int ColumnOf(AllocationProfile profile, ProfileMeasure measure)
    {
        for (int i = 0; i < profile.Columns.Count; i++)
        {
            if (profile.Columns[i].Measure == measure)
                return i;
        }
        return -1;
    }
}
