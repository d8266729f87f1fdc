using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>A snapshot judged and written; remembers how it ended.</summary>
/// <param name="own">Fingerprints of the user's own.</param>
sealed class DoctorAnswer(IReadOnlyList<Fingerprint> own)
{
    public int ExitCode { get; private set; } = Evidence.ExitCode.Fine;

    public void WriteText(Snapshot snapshot, TextWriter to, int columns)
    {
        Case seen = Case.Of(snapshot, own);
        DoctorView.Write(seen, Judge(seen), columns, to);
    }

    public void WriteJson(Snapshot snapshot, Stream to)
    {
        Case seen = Case.Of(snapshot, own);
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
