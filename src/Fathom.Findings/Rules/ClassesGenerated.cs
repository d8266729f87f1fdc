using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Hidden classes, lambdas, proxies and others that differ in a number only: a class made for each call in place of one.</summary>
sealed class ClassesGenerated : Rule
{
    const int Least = 2000;

    public override string Id => "FTH041";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Figures?.Classes is not { } classes || classes.Families.FirstOrDefault(IsGenerated) is not { } family)
            return null;
        bool ownData = Classes.IsHidden(family) && classes.Hidden >= family.Classes / 2;
        IReadOnlyList<Share> shares = [.. Classes.MetaspaceOf(seen, classes, family), .. ownData ? Jvm.Rows(seen, Classes.IsLoaderData).Shares : []];
        Bytes held = shares.Aggregate(Bytes.Zero, (sum, share) => sum + share.Bytes);
        if (!seen.Matters(held))
            return null;
        return new Finding
        {
            Rule = Id,
            // The JDK's own are bounded by the methods that are called by reflection, and softly referred to.
            Severity = Classes.IsReflection(family) ? Severity.Info : Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(family.Classes)} generated classes {Jvm.Short(family.Name)} hold {SizeText.Of(held)}",
            Shares = shares,
            Evidence =
            [
                $"{Jvm.Number(classes.Count)} classes in all{(seen.Snapshot.Saved is null ? $", {Jvm.Number(classes.Hidden)} hidden ones with loader data of their own" : "")}; {SizeText.Of(seen.On(Classes.Metaspace))} metaspace",
                .. Collected.Said(seen),
            ],
            Return = $"-{SizeText.Of(held)} once one class serves all calls",
        };
    }

    /// <summary>Where nearly each of them has a loader of its own, that is the cause.</summary>
    static bool IsGenerated(ClassFamily family) => family.Classes >= Least && (family.Name.Contains('*', StringComparison.Ordinal) || Classes.IsHidden(family))
        && (family.Loaders is not { } loaders || loaders < family.Classes / 2 || Classes.IsHidden(family) || Classes.IsReflection(family));
}
