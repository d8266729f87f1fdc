using Fathom.Accounting.Comparison;
using Fathom.Accounting.Fingerprints;
using Fathom.Accounting.Growth;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Sources;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>A snapshot judged and written; remembers how it ended.</summary>
/// <param name="own">Fingerprints of the user's own.</param>
sealed class DoctorAnswer(IReadOnlyList<Fingerprint> own)
{
    Growth? _growth;

    public int ExitCode { get; private set; } = Evidence.ExitCode.Fine;

    /// <summary>What it is held against; null where nobody asked.</summary>
    public EarlierAnswer? Earlier { get; init; }

    /// <summary>In JSON it always is.</summary>
    public bool WithBudget { get; init; }

    public Result<Snapshot> Watch(Session session, TargetPlace place, LookOptions options, TimeSpan whole, bool quiet)
    {
        if (!Watching.Look(session, place, options, whole, quiet).Try(out (Snapshot Last, Growth Growth) seen, out Gap? gap))
            return gap;
        _growth = seen.Growth;
        return seen.Last;
    }

    public void WriteText(Snapshot snapshot, TextWriter to, int columns)
    {
        Case seen = Seen(snapshot);
        DoctorView.Write(seen, Judge(seen), Compared(seen), columns, to, WithBudget);
    }

    public void WriteJson(Snapshot snapshot, Stream to)
    {
        Case seen = Seen(snapshot);
        LedgerJson.WriteDoctor(to, seen, Judge(seen), Compared(seen));
    }

    Case Seen(Snapshot snapshot) => Case.Of(snapshot, own) with { Growth = _growth };

    Since? Compared(Case seen) => Earlier is { } earlier ? Since.Of(earlier, seen.Snapshot, seen.Ledger, seen.Census) : null;

    Verdict Judge(Case seen)
    {
        Verdict verdict = Verdict.Of(seen);
        if (verdict.HasFault)
            ExitCode = Evidence.ExitCode.Finding;
        return verdict;
    }
}
