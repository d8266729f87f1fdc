using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Class loaders in numbers, each with the same classes: made again and again, and never collected.</summary>
sealed class LoadersKept : Rule
{
    const int Least = 300;

    public override string Id => "FTH040";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Figures?.Classes is not { Loaders: >= Least } classes || Alike(classes) is not { } family)
            return null;
        Rows blocks = Jvm.Rows(seen, Classes.IsLoaderData);
        IReadOnlyList<Share> shares = [.. Classes.MetaspaceOf(seen, classes, family), .. blocks.Shares];
        Bytes held = shares.Aggregate(Bytes.Zero, (sum, share) => sum + share.Bytes);
        if (!seen.Matters(held))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(classes.Loaders)} class loaders hold {SizeText.Of(held)}: {Jvm.Number(family.Loaders ?? 0)} of them have the class {Jvm.Short(family.Name)}",
            Shares = shares,
            Evidence =
            [
                $"{SizeText.Of(seen.On(Classes.Metaspace))} metaspace, {SizeText.Of(blocks.Resident)} of the JVM's own blocks for loaders, and objects in the heap",
                $"{Jvm.Number(classes.Count)} classes, {Jvm.Number(classes.Copies)} of them copies of one in another loader",
                .. Collected.Said(seen),
            ],
            Undecided = "a full collection: loaders that are still there afterwards are referred to",
            Return = $"-{SizeText.Of(held)} once they are collected; malloc keeps its part of it until a trim",
        };
    }

    /// <summary>Of a histogram's classes those without an object are not known: many loaders are not cleared by it.</summary>
    public override RuledOut? Clear(Case seen) =>
        seen.Jvm?.Figures?.Classes is { } classes && (seen.Snapshot.Saved is null || classes.Loaders < Least) ? new RuledOut("class loaders", Jvm.Number(classes.Loaders)) : null;

    static ClassFamily? Alike(LoadedClasses classes) => classes.Families.FirstOrDefault(family =>
        family.Loaders >= Least && family.Loaders >= classes.Loaders / 4 && !Classes.IsHidden(family) && !Classes.IsReflection(family));
}
