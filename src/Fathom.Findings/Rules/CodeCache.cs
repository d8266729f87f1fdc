using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Code that is no compiled method: stubs for calls from native code, which live as long as their arena.</summary>
sealed class CodeCache : Rule
{
    const string Code = "java/code/";

    // A JVM has some hundred of its own.
    const long LeastStubs = 5000;

    public override string Id => "FTH044";

    public override Finding? Judge(Case seen)
    {
        if (seen.Jvm?.Figures is not { Code: { } counts } figures)
            return null;
        long stubs = counts.Blobs - counts.Methods - counts.Adapters;
        bool isFull = counts.TimesFull > 0;
        Bytes held = seen.On(Code);
        if (!seen.Matters(held) || (stubs < LeastStubs && !isFull))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = Fault(seen, held),
            Confidence = Confidence.Likely,
            Title = stubs >= LeastStubs
                ? $"{Jvm.Number(stubs)} stubs in the code cache, which has {SizeText.Of(held)}: upcalls from native code"
                : $"the code cache ({SizeText.Of(held)}) was full {Jvm.Number(counts.TimesFull)} times: methods are compiled again and again, or not at all",
            // Stubs for which the first code heap has no room lie among the methods.
            Shares = [.. seen.SharesOn(Code)],
            Evidence =
            [
                $"{Jvm.Number(counts.Blobs)} pieces of code, of them {Jvm.Number(counts.Methods)} methods and {Jvm.Number(counts.Adapters)} adapters",
                .. figures.CodeHeaps.Select(heap => $"{heap.Name}: {SizeText.Of(heap.Used)} used of {SizeText.Of(heap.Reserved)}"),
            ],
        };
    }

    public override RuledOut? Clear(Case seen) => seen.Jvm?.Figures is { CodeHeaps.Count: > 0 } figures
        ? new RuledOut("code cache", $"{SizeText.Of(seen.On(Code))} of {SizeText.Of(figures.CodeHeaps.Aggregate((Bytes?)Bytes.Zero, (sum, heap) => sum + heap.Reserved))}")
        : null;
}
