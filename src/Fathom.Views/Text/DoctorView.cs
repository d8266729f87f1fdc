using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>The first screen: the largest accounts, what is missing, and what to ask next.</summary>
public static class DoctorView
{
    const int Accounts = 14;

    public static void Write(Snapshot snapshot, Ledger ledger, CensusRows census, int columns, TextWriter to)
    {
        HeadView.Write(snapshot, columns, to);
        MallocLine.Write(snapshot.MallocState, columns, to);
        CensusLine.WriteLargest(census, columns, to);
        LedgerView.Write(snapshot, ledger, columns, Accounts, to);
        GapsView.Write(snapshot.Gaps, columns, to);
        string target = snapshot.Target.Pid?.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ?? (snapshot.Target.Files is [var file, ..] ? file : "");
        to.WriteLine($"Next   every account: fathom ledger {Printable.Of(target)};  each mapping: fathom map {Printable.Of(target)}");
        CostView.Write(snapshot.Cost, to);
    }
}
