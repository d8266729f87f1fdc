using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Findings.Rules;

/// <summary>hs_err says that the JVM ended because the system gave it no memory.</summary>
sealed class RefusedMemory : Rule
{
    public override string Id => "FTH085";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.Saved?.Of<CrashReport>().LastOrDefault(crash => crash.Cause == CrashCause.NoMemory) is not { } crash)
            return null;
        string call = crash.ByMalloc switch { true => "malloc", false => "mmap", null => "the system" };
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Critical,
            Confidence = Confidence.Certain,
            Title = crash.Refused is { } refused ? $"the JVM ended because {call} refused it {SizeText.Of(refused)}" : $"the JVM ended because {call} refused it memory",
            Evidence = [.. Sentences(crash)],
        };
    }

    static IEnumerable<string> Sentences(CrashReport crash)
    {
        if (crash.Reason is { } reason)
            yield return reason;
        if (crash.Process.Resident is { } resident)
            yield return $"it had {SizeText.Of(resident)} in memory{(crash.Process.Virtual is { } size ? $" of {SizeText.Of(size)} of address space" : "")}";
        if (crash.Machine?.Available is { Value: var available })
            yield return $"the machine had {SizeText.Of(available)} available: {(available > Bytes.FromMiB(256) ? "a limit refused it (ulimit -v or -d, vm.max_map_count, overcommit, a container's)" : "it was full")}";
    }
}
