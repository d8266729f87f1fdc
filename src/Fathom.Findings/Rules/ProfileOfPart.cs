using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>A profile that accounts for a small part of malloc's memory: who has the rest is not in it, however clear its first rows are.</summary>
sealed class ProfileOfPart : Rule
{
    const double Half = 0.5;
    const double Much = 0.1;
    static readonly Bytes Least = Bytes.FromMiB(32);

    public override string Id => "FTH086";

    public override Finding? Judge(Case seen)
    {
        if (Profiled.Of(seen) is not { } memory || ProfileCoverage.Of(seen, memory) is not { } coverage || coverage.Share >= Half)
            return null;
        Bytes rest = coverage.Whole - coverage.Covered - memory.Error;
        if (rest < Least || rest.Value < seen.Resident.Value * Much)
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Severity.Info,
            Confidence = memory.IsProved ? Confidence.Likely : Confidence.Possible,
            Title = string.Create(CultureInfo.InvariantCulture, $"the profile accounts for {coverage.Share * 100:0} % of malloc's memory: {SizeText.Of(coverage.Covered)} of {SizeText.Of(coverage.Whole)}"),
            Evidence =
            [
                $"{memory.Last.Kind}: {SizeText.Of(memory.Total)} in use; by {coverage.By} {SizeText.Of(coverage.Whole)}{(coverage.IsOfLive ? " live" : " are in memory")}",
                coverage.IsOfLive ? "what was allocated before the profiler began is not in the profile" : "what was allocated before the profiler began, what malloc keeps after it was freed, and what is mapped past malloc is not in the profile",
            ],
        };
    }
}
