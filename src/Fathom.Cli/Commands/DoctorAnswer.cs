using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>A snapshot judged and written; remembers how it ended.</summary>
sealed class DoctorAnswer(bool withBudget = false)
{
    public int ExitCode { get; private set; } = Evidence.ExitCode.Fine;

    public void WriteText(Snapshot snapshot, TextWriter to, int columns)
    {
        Case seen = Case.Of(snapshot);
        DoctorView.Write(seen, Judge(seen), columns, to, withBudget);
    }

    public void WriteJson(Snapshot snapshot, Stream to)
    {
        Case seen = Case.Of(snapshot);
        LedgerJson.WriteDoctor(to, seen, Judge(seen));
    }

    Verdict Judge(Case seen)
    {
        Verdict verdict = Verdict.Of(seen);
        if (verdict.HasFault)
            ExitCode = Evidence.ExitCode.Finding;
        return verdict;
    }
}
