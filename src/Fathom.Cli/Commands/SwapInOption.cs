using System.CommandLine;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Acts;

namespace Fathom.Cli.Commands;

/// <summary>--swap-in: what of an answer is in swap is brought back first. The same for every verb that has it.</summary>
sealed class SwapInOption
{
    readonly Option<bool> _asked = new("--swap-in")
    {
        Description = "Also read what is in swap, which brings it back into the target's memory. Says how much, and asks; see --yes.",
    };

    Bytes _agreed;

    public SwapInOption(Command command) => command.Options.Add(_asked);

    /// <summary>Null once it is agreed to, or where nothing that is needed is in swap.</summary>
    public Gap? Objection(ParseResult parsed, Session session, int pid, bool yes, Func<Snapshot, SwapInPlan> choose)
    {
        if (!parsed.GetValue(_asked))
            return null;
        if (!SwapIn.Plan(pid, choose).Try(out SwapInPlan? plan, out Gap? gap))
            return gap;
        if (plan.AtMost == Bytes.Zero)
            return null;
        if (Consent.Objection(session, string.Create(CultureInfo.InvariantCulture, $"--swap-in of {pid}"), SwapIn.Price(plan), yes, "--swap-in") is { } objection)
            return objection;
        _agreed = plan.AtMost;
        return null;
    }

    /// <summary>Does what was agreed to; answers what stays of it in the target.</summary>
    public Result<IReadOnlyList<string>> Act(int pid, Func<Snapshot, SwapInPlan> choose)
    {
        if (_agreed == Bytes.Zero)
            return Result.Of<IReadOnlyList<string>>([]);
        return SwapIn.Do(pid, choose, _agreed).Then(brought =>
            Result.Of<IReadOnlyList<string>>([$"{SwapIn.Text(brought)} of its pages, in memory again from swap"]));
    }
}
