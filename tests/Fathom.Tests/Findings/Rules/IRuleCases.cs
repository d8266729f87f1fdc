using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>Evidence on which a rule must speak, and evidence that looks like it and on which it must be silent.</summary>
interface IRuleCases
{
    string Rule { get; }

    IEnumerable<Case> Fires { get; }

    IEnumerable<Case> Silent { get; }
}
