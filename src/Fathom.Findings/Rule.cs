using Fathom.Evidence;

namespace Fathom.Findings;

/// <summary>One cause. It sees the evidence and nothing else; where a part of that is missing, it says less, or nothing.</summary>
public abstract class Rule
{
    /// <summary>FTH and three digits; its page is docs/rules/ID.md.</summary>
    public abstract string Id { get; }

    /// <summary>What `confirm` does to settle it.</summary>
    public virtual ConfirmingTest Test => ConfirmingTest.None;

    /// <summary>Whether it judges by what is in memory: where nothing tells that, zeros would look like innocence.</summary>
    public virtual bool NeedsSizes => true;

    /// <summary>Whether a profile of memory in use is enough for it, whatever else is missing.</summary>
    public virtual bool TakesProfiles => false;

    /// <summary>Null where the evidence does not show this cause.</summary>
    public abstract Finding? Judge(Case seen);

    /// <summary>What answers of the JVM show of a finding of this rule, where its test asks for some.</summary>
    public virtual Shown Read(TestAnswers answers, Finding finding, Case before, Case after) => Shown.Nothing;

    /// <summary>Asked where it found nothing: the figure by which this suspect is innocent; null where nobody looked.</summary>
    public virtual RuledOut? Clear(Case seen) => null;

    /// <summary>A fault: a warning, and more where the container is nearly full of it.</summary>
    protected static Severity Fault(Case seen, Bytes bytes) =>
        seen.IsNearItsLimit && seen.Snapshot.Cgroup?.Limit is { } limit && bytes.Value >= limit.Value * 0.1 ? Severity.Critical : Severity.Warning;
}
