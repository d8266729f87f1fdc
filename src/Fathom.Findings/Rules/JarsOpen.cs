using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Saved;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Open jar files keep what they inflated their entries with: class loaders, or ZipFile and JarFile objects, that were never closed.</summary>
sealed class JarsOpen : CensusRule
{
    const string Zip = "java.util.zip.ZipFile", Inflater = "zlib inflate stream";

    // What servers have on their class paths is opened once, and less of it.
    const long Many = 300, Repeated = 50, Deleted = 20;

    public override string Id => "FTH013";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return Counted(seen);
        Rows rows = new(seen.Rows(row => Is(seen, row)));
        OpenFiles? files = seen.Snapshot.OpenFiles;
        bool isOdd = files is { } open && IsOdd(open);
        bool isMany = (files?.Jars ?? 0) >= Many;
        if (rows.Count == 0 || !(isOdd || isMany || seen.Matters(rows.Resident)))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{files?.Jars ?? rows.Count:N0} open jar files{Holders.By(rows)} keep {SizeText.Of(rows.Resident)}")) with
        {
            Severity = isOdd || isMany ? Fault(seen, rows.Resident) : Severity.Info,
            Confidence = AtBest(isOdd ? Confidence.Likely : Confidence.Possible, rows),
            Evidence = [.. rows.Said(), .. Files(files)],
            Undecided = isOdd ? null : "whether the class path has so many: ls -l /proc/PID/fd names them",
            Return = $"live -{SizeText.Of(rows.Resident)} once they are closed",
        };
    }

    /// <summary>By a histogram of live objects (JDK 9 and later): each file that is open has one ZipFile$Source, closed ones have none.</summary>
    Finding? Counted(Case seen)
    {
        if (ObjectCounts.Of(seen.Snapshot.Saved) is not { IsOfLive: true } counts || counts.Of("java.util.zip.ZipFile$Source") is not (>= Many and var jars))
            return null;
        long inflaters = counts.Of("java.util.zip.Inflater");
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = Confidence.Possible,
            Title = $"{Jvm.Number(jars)} jar or zip files are open",
            Evidence = [$"a class histogram of live objects has {Jvm.Number(jars)} java.util.zip.ZipFile$Source, {Jvm.Number(inflaters)} inflaters and {Jvm.Number(counts.Of("java.net.URLClassLoader"))} java.net.URLClassLoader"],
            Undecided = "whether the class path has so many: ls -l /proc/PID/fd names them",
            Return = "an open file each, and up to 40 KiB of zlib's",
        };
    }

    public static bool Is(Case seen, CensusRow row) => Streams.Any(row) && (Held.Through(seen, row, Zip) || MayBe(seen, row));

    /// <summary>As many as such files have, and no class but the JDK's is known to refer to them (JDK 8 tells no more).</summary>
    static bool MayBe(Case seen, CensusRow row) => seen.Snapshot.OpenFiles is { } files && (IsOdd(files) || files.Jars >= Many)
        && row is { Reachable: Reachable.Unknown or Reachable.Java, Referrer: null, Structure: Inflater } && Held.MayBe(seen, row) && row.Count <= 2 * files.Jars;

    static bool IsOdd(OpenFiles files) => files.RepeatedJars >= Repeated || files.DeletedJars >= Deleted;

    static IEnumerable<string> Files(OpenFiles? files)
    {
        if (files is null)
            yield break;
        yield return string.Create(CultureInfo.InvariantCulture, $"{files.Count:N0} open files, {files.Jars:N0} of them jars: {files.RepeatedJars:N0} opened again, {files.DeletedJars:N0} deleted");
    }
}
