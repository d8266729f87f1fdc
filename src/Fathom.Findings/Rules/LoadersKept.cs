using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Findings.Rules;

/// <summary>Class loaders in numbers, each with the same classes: made again and again, and never collected.</summary>
sealed class LoadersKept : Rule
{
    const int Least = 300;

    public override string Id => "FTH040";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override Finding? Judge(Case seen)
    {
        if (seen.Snapshot.Saved?.Last<ClassLoaderStats>() is { } stats && Counted(seen, stats) is { } counted)
            return counted;
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

    /// <summary>By VM.classloader_stats: loaders of one type, and what they hold; which classes, it does not say.</summary>
    Finding? Counted(Case seen, ClassLoaderStats stats)
    {
        IGrouping<string, ClassLoaderRow>[] types = [.. stats.Loaders.Where(row => !row.Type.StartsWith('<') && !Reflection.Contains(row.Type)).GroupBy(row => row.Type)];
        if (types.Length == 0)
            return null;
        ClassLoaderRow[] most = [.. types.MaxBy(type => type.Count())!];
        Bytes chunks = new(most.Sum(row => Math.Min(row.Own.Chunks.Value, 1L << 34)));
        Bytes held = seen.Snapshot.HasSizes && seen.On(Classes.Metaspace) < chunks ? seen.On(Classes.Metaspace) : chunks;
        if (most.Length < Least || !Matters(seen, most.Length, held))
            return null;
        return new Finding
        {
            Rule = Id,
            // Applications of many parts have hundreds, one for each page or script that was compiled.
            Severity = most.Length >= Many ? Fault(seen, held) : Severity.Info,
            Confidence = Confidence.Likely,
            Title = $"{Jvm.Number(most.Length)} class loaders {Jvm.Short(most[0].Type)} hold {SizeText.Of(held)} of metaspace",
            Shares = Jvm.Part(seen, held, Classes.Metaspace),
            Evidence =
            [
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"VM.classloader_stats: {most.Average(row => (double)row.Own.Classes):F1} classes each, {stats.Loaders.Count:N0} loaders in all"),
                "beside metaspace each has blocks of the JVM's own in malloc, and objects in the heap", .. Collected.Said(seen),
            ],
            Undecided = "a full collection: loaders that are still there afterwards are referred to; whether they have the same classes: jcmd PID VM.classloaders show-classes",
            Return = $"-{SizeText.Of(held)} once they are collected; malloc keeps its part of it until a trim",
        };
    }

    /// <summary>A loader of one class has three times as much of malloc's as of metaspace.</summary>
    static bool Matters(Case seen, int loaders, Bytes held) => seen.Matters(held + new Bytes(loaders * BytesOfLoader));

    const long BytesOfLoader = 2048;
    const int Many = 2000;

    static readonly string[] Reflection = ["sun.reflect.DelegatingClassLoader", "jdk.internal.reflect.DelegatingClassLoader"];

    /// <summary>Of a histogram's classes those without an object are not known: many loaders are not cleared by it.</summary>
    public override RuledOut? Clear(Case seen) =>
        seen.Jvm?.Figures?.Classes is { } classes && (seen.Snapshot.Saved is null || classes.Loaders < Least) ? new RuledOut("class loaders", Jvm.Number(classes.Loaders)) : null;

    static ClassFamily? Alike(LoadedClasses classes) => classes.Families.FirstOrDefault(family =>
        family.Loaders >= Least && family.Loaders >= classes.Loaders / 4 && !Classes.IsHidden(family) && !Classes.IsReflection(family));
}
