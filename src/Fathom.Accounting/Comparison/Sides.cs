using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Accounting.Fingerprints;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;
using Fathom.Evidence.Saved;

namespace Fathom.Accounting.Comparison;

/// <summary>Makes a side of whatever there is.</summary>
public static class Sides
{
    /// <summary>No line of a true text has more; so the sums of as many lines as there may be fit.</summary>
    static readonly Bytes Most = new(1L << 44);
    const long MostCounted = 1L << 44;

    public static Side Of(string place, Snapshot snapshot, IReadOnlyList<Fingerprint>? more = null)
    {
        Dictionary<DiffBy, IReadOnlyList<Measure>> tables = [];
        Bytes? resident = null;
        if (snapshot.HasSizes)
        {
            Ledger ledger = Ledger.Of(snapshot, more);
            resident = ledger.Resident ?? ledger.Counted.Resident;
            tables[DiffBy.Account] = [.. ledger.Lines.Select(line => new Measure(line.Account, line.Amounts.Resident)), new(Accounts.Unexplained, ledger.Unexplained.Resident)];
            tables[DiffBy.Mapping] = [.. MapLine.Of(snapshot).Select(line => Mapping(line, snapshot.Pages is null))];
        }
        if (snapshot.Census is not null)
            tables[DiffBy.Census] = OfBlocks(CensusRows.Of(snapshot, more).Rows.Select(row => (row.Owner, row.Structure, row.Count, row.Bytes)));
        if (snapshot.MallocState is { Arenas.Count: > 0 } malloc)
            tables[DiffBy.Size] = OfSizes(malloc);
        Side side = new(place, snapshot.Target, tables) { TakenAt = snapshot.TakenAt, Resident = resident, HasMemory = HasMemory(snapshot), Gaps = snapshot.Gaps, Cost = snapshot.Cost };
        return snapshot.Saved is { } saved ? WithSaved(side, snapshot, saved, tables) : side;
    }

    /// <summary>What recordings, heap dumps, profiles and reports of NMT among files say; when they are of they say themselves, and files do not.</summary>
    static Side WithSaved(Side side, Snapshot snapshot, SavedTexts saved, Dictionary<DiffBy, IReadOnlyList<Measure>> tables)
    {
        if (snapshot.JvmState?.Nmt?.Report is { Categories.Count: > 0 } report)
        {
            tables[DiffBy.Tag] = Tags(report);
            side = side with { Step = report.Scale };
        }
        (DateTimeOffset? at, string moment) = (null, "");
        if (saved.Last<FlightRecording>() is { } recording)
        {
            tables[DiffBy.Figure] = Summed(SavedMeasures.Figures(recording).Where(figure => figure.Name != "RSS"));
            (at, moment) = (recording.EndedAt, "the last figures of the recording");
        }
        if (saved.Last<HeapDump>() is { } dump)
        {
            tables[DiffBy.Owner] = Summed(SavedMeasures.Owners(dump));
            tables[DiffBy.Holder] = Summed(SavedMeasures.Holders(dump));
            tables[DiffBy.Class] = Summed(SavedMeasures.Classes(dump));
            (at, moment) = (dump.TakenAt, dump.IsWhole ? "all objects of the heap dump" : "a part of the heap dump");
        }
        if (ProfiledMemory.All(saved) is [{ Value: { } value } memory, ..])
        {
            tables[DiffBy.Use] = Summed(SavedMeasures.Uses(memory));
            tables[DiffBy.Function] = Summed(SavedMeasures.Functions(memory.Last, value, memory.CountValue));
            string number = memory.Last.Dump is { } one ? string.Create(CultureInfo.InvariantCulture, $"dump {one.Number}, ") : "";
            (at, moment) = (memory.Last.TakenAt, number + (memory.IsInUse ? "in use" : "allocated since the profiler began") + " by its " + memory.Last.Kind);
            side = side with { ProfileValue = value, ProfileError = memory.Error, Dump = memory.Last.Dump };
        }
        bool saysTime = moment.Length > 0 && !snapshot.HasSizes;
        return side with
        {
            TakenAt = saysTime ? at : side.TakenAt,
            Moment = moment,
            Target = side.Target with { Pid = side.Target.Pid ?? snapshot.Status.Pid },
            Resident = side.Resident ?? snapshot.Status.Resident,
            Gaps = tables.Count == 0 ? side.Gaps : [.. side.Gaps.Where(gap => gap.Id != Gaps.NothingToBalance.Id)],
        };
    }

    static List<Measure> Tags(NmtReport report) => Summed(report.Categories.Select(tag => new Measure(tag.Tag, tag.Committed.Size, tag.Malloc?.Count)));

    public static Side Of(string place, EarlierAnswer answer)
    {
        Dictionary<DiffBy, IReadOnlyList<Measure>> tables = [];
        if (answer.Accounts.Count > 0)
            tables[DiffBy.Account] = Summed(answer.Accounts.Select(account => new Measure(account.Key, account.Value)));
        if (answer.Census.Count > 0)
            tables[DiffBy.Census] = OfBlocks(answer.Census.Select(row => (row.Owner, row.Structure, row.Count, row.Bytes)));
        Target target = new() { Pid = answer.Pid, Command = new CommandLine("", answer.Main ?? ""), Files = [place] };
        return new Side(place, target, tables) { TakenAt = answer.TakenAt, Resident = answer.Resident, HasMemory = answer.HasMemory };
    }

    public static Side Of(string place, NmtReport report, NmtHead? head)
    {
        Dictionary<DiffBy, IReadOnlyList<Measure>> tables = new()
        {
            [DiffBy.Tag] = Tags(report),
        };
        if (report.Sites.Count > 0)
            tables[DiffBy.Site] = Summed(report.Sites.Select(site => new Measure(NmtSiteDiff.Name(site),
                site.Malloc?.Size.Size ?? site.Virtual?.Committed.Size ?? Bytes.Zero, site.Malloc?.Count, Detail: site.Tag)));
        return new Side(place, new Target { Pid = head?.Pid, Files = [place] }, tables) { TakenAt = head?.TakenAt, Step = report.Scale };
    }

    public static Side Of(string place, ClassHistogram histogram) =>
        new(place, new Target { Files = [place] }, new Dictionary<DiffBy, IReadOnlyList<Measure>>
        {
            [DiffBy.Class] = Summed(histogram.Classes.Select(one => new Measure(one.Name, one.Size, one.Instances))),
        });

    static bool HasMemory(Snapshot snapshot) => snapshot.Pages is not null && snapshot.Gaps.All(gap => gap.Id != Gaps.NoMemoryHere.Id);

    static Measure Mapping(MapLine line, bool bySmaps)
    {
        Amounts total = line.Total;
        Bytes resident = bySmaps && line.Usage is { } usage ? usage.Rss : total.Resident;
        string? owner = line.Postings.Count == 0 ? null : line.Postings.MaxBy(posting => posting.Amounts.Resident.Value).Account;
        return new Measure(line.Mapping.Name + (line.Mapping.IsDeleted ? " (deleted)" : ""), resident, null, line.Mapping.Range, owner);
    }

    static List<Measure> OfBlocks(IEnumerable<(string? Owner, string Structure, long Count, Bytes Bytes)> rows) =>
        Summed(rows.Select(row => new Measure($"{row.Structure} ({row.Owner ?? CensusSums.Unattributed})", row.Bytes, row.Count)));

    static List<Measure> OfSizes(MallocState malloc) => Summed(malloc.Arenas.SelectMany(arena => arena.SizeClasses)
        .Select(each => new Measure(each.ChunkSize.Value.ToString("N0", CultureInfo.InvariantCulture) + " B", each.Total.Bytes, each.Total.Count)));

    /// <summary>Lines of one name are one: rows of a census differ by holder, classes by loader.</summary>
    static List<Measure> Summed(IEnumerable<Measure> measures)
    {
        Dictionary<string, Measure> sums = new(StringComparer.Ordinal);
        foreach (Measure each in measures)
        {
            Measure one = each with { Bytes = each.Bytes < Most ? each.Bytes : Most, Count = each.Count is { } count ? Math.Clamp(count, 0, MostCounted) : null };
            sums[one.Name] = sums.TryGetValue(one.Name, out Measure sum)
                ? sum with { Bytes = sum.Bytes + one.Bytes, Count = sum.Count + one.Count } : one;
        }
        return [.. sums.Values];
    }
}
