using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Findings;

/// <summary>Of a case of files: the one more that would decide most, and how to get it.</summary>
/// <param name="Why">What is not known without it, with its figure.</param>
/// <param name="How">The command.</param>
public sealed record NextEvidence(string Why, string How)
{
    /// <summary>A tenth of RSS that is not told apart is worth another file.</summary>
    const double Much = 0.1;

    /// <summary>Null for a process that can be looked at, and where no file would say more.</summary>
    public static NextEvidence? Of(Case seen, Verdict verdict)
    {
        if (seen.Snapshot.Saved is not { } saved)
            return null;
        string pid = seen.Snapshot.Status.Pid is { } known ? known.ToString(CultureInfo.InvariantCulture) : "PID";
        if (!seen.Snapshot.HasSizes)
            return Sizes(seen, saved, pid);
        Bytes unexplained = Left(verdict, Accounts.Unexplained, seen.Ledger.Unexplained.Resident), unsplit = Left(verdict, Accounts.MallocUnsplit, seen.On(Accounts.MallocUnsplit));
        (unsplit, unexplained) = Without(Profiled(seen), unsplit, unexplained);
        if (Part(seen, unexplained) && seen.Jvm?.NmtMap is not { Count: > 0 } && !HasPlaces(saved))
            return Places(seen, pid);
        if (Part(seen, unsplit))
            return new($"{SizeText.Of(unsplit)} is malloc's: these files do not say what of it lives, what is free, and whose it is", $"fathom capture {pid} -o jvm.fathom, or gcore {pid} and fathom core.{pid}");
        return Part(seen, unexplained)
            ? new($"{SizeText.Of(unexplained)} has no owner: only the memory itself says what is in it", $"fathom capture {pid} -o jvm.fathom, or gcore {pid} and fathom core.{pid}")
            : null;
    }

    // It tells how much is outside of the JVM's own count, not whose it is.
    const string NamesNobody = "FTH084";

    /// <summary>What no finding names.</summary>
    static Bytes Left(Verdict verdict, string account, Bytes all)
    {
        Bytes named = verdict.Findings.Where(finding => finding.Confidence <= Confidence.Likely && finding.Rule != NamesNobody).SelectMany(finding => finding.Shares).Where(share => share.Place == account).Aggregate(Bytes.Zero, (sum, share) => sum + share.Bytes);
        return named < all ? all - named : Bytes.Zero;
    }

    /// <summary>What a profile of this process names, malloc's first.</summary>
    static Bytes Profiled(Case seen) => Rules.Profiled.Of(seen) is { IsProved: true } memory ? memory.Total - memory.Unplaced : Bytes.Zero;

    static (Bytes Unsplit, Bytes Unexplained) Without(Bytes profiled, Bytes unsplit, Bytes unexplained)
    {
        Bytes first = profiled < unsplit ? profiled : unsplit, rest = profiled - first;
        return (unsplit - first, rest < unexplained ? unexplained - rest : Bytes.Zero);
    }

    /// <summary>All that jcmd says of places was given: what has no owner then is not the JVM's, or nobody's.</summary>
    static bool HasPlaces(SavedTexts saved) => saved.Last<VmInfo>() is not null && saved.Of<MetaspaceReport>().Any() && saved.Of<CodeCacheReport>().Any();

    static bool Part(Case seen, Bytes bytes) => seen.Matters(bytes) && bytes.Value >= seen.Resident.Value * Much;

    static NextEvidence Sizes(Case seen, SavedTexts saved, string pid)
    {
        NmtReport? nmt = seen.Jvm?.Nmt?.Report;
        string outside = nmt is null ? "nothing here says which memory the process has" : seen.Snapshot.Status.Resident is { } resident && resident > nmt.Committed.Size
            ? $"at least {SizeText.Of(resident - nmt.Committed.Size)} lie outside of what NMT sees"
            : "what lies outside of NMT (libraries, free memory that malloc keeps, mapped files) is in none of these files";
        return saved.Of<PmapReport>().Any()
            ? new("this form of pmap has no column of what is in memory", $"pmap -x {pid} > pmap.txt")
            : new(outside, $"cat /proc/{pid}/smaps > smaps.txt, or pmap -x {pid} > pmap.txt");
    }

    /// <summary>JDK 8 has no VM.info: there only NMT's map tells where the JVM's own memory is.</summary>
    static NextEvidence Places(Case seen, string pid)
    {
        string why = $"{SizeText.Of(seen.Ledger.Unexplained.Resident)} of anonymous memory has no owner: these files do not say where the JVM's own memory lies";
        bool isOld = seen.Snapshot.Target.Jvm?.Version is { } version && (version.StartsWith("25.", StringComparison.Ordinal) || version.StartsWith("1.8", StringComparison.Ordinal) || version.StartsWith('8'));
        if (isOld)
            return new(why, $"jcmd {pid} GC.heap_info > heap.txt, jcmd {pid} VM.native_memory detail > nmt.txt (with -XX:NativeMemoryTracking=detail at the start)");
        return new(why, $"jcmd {pid} VM.info > vm-info.txt, jcmd {pid} VM.metaspace vslist > metaspace.txt, jcmd {pid} Compiler.codecache > code.txt");
    }
}
