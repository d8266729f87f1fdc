using Fathom.Evidence;

namespace Fathom.Accounting.Comparison;

/// <summary>Two states side by side: what grew, and what fell.</summary>
public sealed record Diff(Side Before, Side After, IReadOnlyList<DiffTable> Tables)
{
    /// <summary>Shorter spans make rates of nothing.</summary>
    static readonly TimeSpan ShortestForRates = TimeSpan.FromMinutes(1);

    /// <summary>Null where a side does not say when it was.</summary>
    public TimeSpan? Between => Before.TakenAt is { } then && After.TakenAt is { } now ? now - then : null;

    public bool IsOther => After.IsOther(Before);

    public Bytes? ResidentChange => Before.Resident is { } then && After.Resident is { } now ? now - then : null;

    /// <summary>What both sides have; all of it, or what was asked for.</summary>
    public static IReadOnlyList<DiffBy> Common(Side before, Side after, DiffBy? asked) =>
        [.. Enum.GetValues<DiffBy>().Where(by => (asked ?? by) == by && before.Tables.ContainsKey(by) && after.Tables.ContainsKey(by)
            && (by != DiffBy.Account || before.HasMemory == after.HasMemory) && (by is not (DiffBy.Use or DiffBy.Function) || before.ProfileValue == after.ProfileValue))];

    public static Diff Of(Side before, Side after, DiffBy? asked = null)
    {
        Bytes step = before.Step > after.Step ? before.Step : after.Step;
        return new Diff(before, after, [.. Common(before, after, asked).Select(by => Table(by, before.Tables[by], after.Tables[by], step))]);
    }

    /// <summary>Null where there is no time between, or they are of two processes.</summary>
    public Bytes? PerHour(Bytes change)
    {
        if (IsOther || Between is not { } span || span < ShortestForRates)
            return null;
        double rate = change.Value / span.TotalHours;
        return Math.Abs(rate) < 1L << 60 ? new Bytes((long)Math.Round(rate)) : null;
    }

    /// <summary>The whole, or one of its lines, grew by more.</summary>
    public bool Exceeds(Bytes limit) =>
        ResidentChange > limit || Tables.Any(table => (table.HasSum && table.Change > limit) || table.Lines.Any(line => line.By > limit));

    static DiffTable Table(DiffBy by, IReadOnlyList<Measure> before, IReadOnlyList<Measure> after, Bytes step)
    {
        switch (by)
        {
            case DiffBy.Account:
                (List<Measure> then, List<Measure> now) = AccountLevels.Of(before, after);
                return DiffTable.Of(by, Pairing.ByName(then, now), step);
            case DiffBy.Mapping when BareNames.Differ(before, after):
                return Table(by, BareNames.Of(before), BareNames.Of(after), step);
            case DiffBy.Mapping when MappingPairs.AreOfOneProcess(before, after):
                return DiffTable.Of(by, new MappingPairs(before, after).Pair(), step);
            case DiffBy.Mapping:
                return DiffTable.Of(by, Pairing.ByName(MappingPairs.Named(before), MappingPairs.Named(after)), step) with { IsByName = true };
            default:
                return DiffTable.Of(by, Pairing.ByName(before, after), step);
        }
    }
}
