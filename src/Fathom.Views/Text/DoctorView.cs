using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Container;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>The first screen: the largest accounts, what is missing, and what to ask next.</summary>
public static class DoctorView
{
    const int Accounts = 14;

    public static void Write(Snapshot snapshot, Ledger ledger, CensusRows census, int columns, TextWriter to)
    {
        HeadView.Write(snapshot, columns, to);
        ContainerLine.Write(ContainerLedger.Of(snapshot), snapshot.Target.Jvm is not null, columns, to);
        MallocLine.Write(snapshot.MallocState, columns, to);
        CensusLine.WriteLargest(census, columns, to);
        LedgerView.Write(snapshot, ledger, columns, Accounts, to);
        GapsView.Write(snapshot.Gaps, columns, to);
        string target = snapshot.Target.Pid?.ToString(System.Globalization.CultureInfo.InvariantCulture)
            ?? (snapshot.Target.Files is [var file, ..] ? file : "");
        WriteNext(Printable.Of(target), snapshot.MallocState is not null, to);
        CostView.Write(snapshot.Cost, to);
    }

    static void WriteNext(string target, bool hasMalloc, TextWriter to)
    {
        to.WriteLine($"Next   every account: fathom ledger {target};  each mapping: fathom map {target}");
        if (hasMalloc)
            to.WriteLine($"       whose blocks: fathom census {target};  what malloc keeps: fathom arenas {target}");
    }
}
