using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Copies that JNI makes of strings and arrays, until they are released. Native memory tracking counts them as Internal.</summary>
sealed class JniArrays : CensusRule
{
    const long Many = 1000;

    // Headers and what malloc rounds up are in the finding's bytes, and not in what a site asked for.
    const double Most = 0.6;
    const double Least = 0.1;

    public override string Id => "FTH019";

    public override ConfirmingTest Test => ConfirmingTest.AllocationSites;

    public override bool TakesProfiles => true;

    /// <summary>The functions that copy are jni_Get…Chars and jni_Get…Elements (prims/jni.cpp).</summary>
    public override Shown Read(TestAnswers answers, Finding finding, Case before, Case after)
    {
        if (answers.Tracking is not { Sites.Count: > 0 } tracking)
            return Shown.Nothing;
        NmtSite[] copies = [.. tracking.Sites.Where(site => site.Malloc is not null && Copier(site) is not null).OrderByDescending(site => site.Malloc!.Size.Size.Value)];
        Bytes held = copies.Aggregate(Bytes.Zero, (sum, site) => sum + site.Malloc!.Size.Size);
        return new Shown(held.Value >= finding.Bytes.Value * Most ? Outcome.Confirmed : held.Value <= finding.Bytes.Value * Least ? Outcome.Refuted : Outcome.CannotTell,
        [
            $"native memory tracking has {SizeText.Of(held)} at {copies.Length} call sites of such functions",
            .. copies.Take(3).Select(site => $"{Jvm.Number(site.Malloc!.Count ?? 0)} blocks, {SizeText.Of(site.Malloc.Size.Size)}: {Copier(site)}"),
        ]);
    }

    static string? Copier(NmtSite site) => site.Stack.Select(frame => frame.Symbol).FirstOrDefault(symbol => symbol is not null
        && symbol.Contains("jni_Get", StringComparison.Ordinal) && (symbol.Contains("Chars", StringComparison.Ordinal) || symbol.Contains("Elements", StringComparison.Ordinal)));

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return Counted(seen) ?? ByProfile(seen);
        // JDK 8 has Unsafe under that name, too: a library must be there that can have asked for copies.
        bool isOld = Jvm.Feature(seen) is not > 8;
        if (seen.Jvm?.Nmt is null || (isOld && NativeLibraries.Of(seen).Count == 0))
            return null;
        Rows rows = new(seen.Rows(row => row is { NmtTag: "Internal", Structure: "Internal", Holder: null }));
        if (rows.Count < Many || !seen.Matters(rows.Resident))
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks that JNI copied strings or arrays into hold {SizeText.Of(rows.Resident)}")) with
        {
            Confidence = isOld ? Confidence.Possible : Confidence.Likely,
            Evidence = [.. rows.Said(), .. NativeLibraries.Said(NativeLibraries.Of(seen))],
            Undecided = (isOld ? "JDK 8 counts Unsafe.allocateMemory as Internal, too; " : "") + "which function: jcmd PID VM.native_memory detail, where -XX:NativeMemoryTracking=detail is set",
            Return = "nothing but a restart frees those that were lost",
        };
    }

    /// <summary>By a report of native memory tracking: where it has call sites, they decide.</summary>
    Finding? Counted(Case seen)
    {
        if (seen.Jvm?.Nmt?.Report is not { } report || Jvm.Feature(seen) is not > 8 || report.Category("internal")?.Malloc is not { Count: >= Many } blocks)
            return null;
        Bytes held = Undivided.Within(seen, blocks.Size.Size);
        Bytes copied = Copied(report);
        bool hasSites = report.Sites.Count > 0;
        if (!seen.Matters(held) || (hasSites && copied.Value < held.Value * Most))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = hasSites ? Confidence.Likely : Confidence.Possible,
            Title = $"{Jvm.Number(blocks.Count.Value)} blocks that JNI copied strings or arrays into hold up to {SizeText.Of(held)}",
            Shares = Undivided.Shares(seen, held),
            Evidence =
            [
                $"native memory tracking has {SizeText.Of(blocks.Size.Size)} in {Jvm.Number(blocks.Count.Value)} blocks of its category Internal",
                hasSites ? $"{SizeText.Of(copied)} of it at call sites of functions that copy" : "a JVM itself has one or two MiB of it; agents may have more",
                .. NativeLibraries.Said(NativeLibraries.Of(seen)),
            ],
            Undecided = hasSites ? null : "which function: jcmd PID VM.native_memory detail, where -XX:NativeMemoryTracking=detail is set",
            Return = "nothing but a restart frees those that were lost",
        };
    }

    /// <summary>It has the functions that copy on its stacks, and whoever called them.</summary>
    Finding? ByProfile(Case seen)
    {
        if (Profiled.Of(seen, use => use.Kind == NativeUse.JniCopy) is not { } found || found.Blocks < Many)
            return null;
        string by = found.Uses[0].Asker is { } asker ? $" for {asker}" : "";
        return found.About(seen, Id, Fault(seen, found.Within(seen)), $"{found.Counted("that JNI copied strings or arrays into")}{by} hold {SizeText.Of(found.InUse)}") with
        {
            Return = "nothing but a restart frees those that were lost",
        };
    }

    static Bytes Copied(NmtReport report) => report.Sites.Where(site => site.Malloc is not null && Copier(site) is not null)
        .Aggregate(Bytes.Zero, (sum, site) => sum + site.Malloc!.Size.Size);
}
