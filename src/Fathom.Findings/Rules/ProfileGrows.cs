using Fathom.Accounting;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>A series of dumps in which one stack takes more and more. Who asked is on it; that it never ends is not.</summary>
sealed class ProfileGrows : Rule
{
    // Else many grow, and none is the reason.
    const double Most = 0.3;
    const int Frames = 5;

    public override string Id => "FTH087";

    public override bool NeedsSizes => false;

    public override Finding? Judge(Case seen)
    {
        if (Profiled.Of(seen) is not { Growth: { Stack.Count: > 0 } growth } memory || (growth.Stack is [ProfileReport.NoStack, ..] || growth.Stack[0].StartsWith("0x", StringComparison.Ordinal)))
            return null;
        if (!seen.Matters(growth.OfStack) || growth.OfStack <= memory.Error || growth.OfStack.Value < growth.Whole.Value * Most)
            return null;
        Bytes held = Undivided.Within(seen, growth.Last);
        // It asks for no bytes: who has them is said by the rules of causes.
        return new Finding
        {
            Rule = Id,
            Severity = growth.IsSteady ? Fault(seen, held) : Severity.Info,
            Confidence = growth.IsSteady && memory.IsProved ? Confidence.Likely : Confidence.Possible,
            Title = $"memory in use grew by {SizeText.Of(growth.OfStack)} below one stack: {Jvm.Short(growth.Stack[0])}",
            Evidence =
            [
                $"{SizeText.Of(growth.First)} in the first of {growth.Totals.Count} dumps, {SizeText.Of(growth.Last)} in the last; all stacks together {SizeText.Of(growth.Totals[0])} and {SizeText.Of(growth.Totals[^1])}",
                .. growth.Stack.Count > 1 ? ["called by " + string.Join(" < ", growth.Stack.Skip(1).Take(Frames).Select(Jvm.Short)) + (growth.Stack.Count > Frames + 1 ? " < …" : "")] : Array.Empty<string>(),
                growth.IsSteady ? $"it grew from dump to dump, and gave back {SizeText.Of(growth.Given)}" : "a start, or a load that comes and goes, looks the same in so few dumps",
                .. memory.IsProved ? Array.Empty<string>() : ["nothing in the profile says of which process it is"],
            ],
        };
    }
}
