using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom jvm TARGET`: one look at everything that the JVM says of its memory.</summary>
sealed class JvmReport(Session session, JvmChoice choice, Stream? file)
{
    public int Run(TargetPlace place)
    {
        if (!Look(place).Try(out Snapshot? snapshot, out Gap? gap))
        {
            int exit = Answering.Fail(session, gap);
            return gap.Id == Gaps.NotAJvm.Id ? ExitCode.NoTarget : exit;
        }
        OutputFile.Begin(file);
        Ledger ledger = Ledger.Of(snapshot);
        snapshot = snapshot with { Cost = snapshot.Cost with { OwnPeak = OwnFootprint.Peak() } };
        if (choice.Output.IsJson)
            JvmJson.Write(file ?? session.Output, snapshot, ledger);
        else
            WriteText(choice.Quiet ? snapshot with { Gaps = [] } : snapshot, ledger);
        return Answering.ExitOf(snapshot);
    }

    Result<Snapshot> Look(TargetPlace place)
    {
        JvmProcess? process = null;
        if (place.Pid is { } pid && !JvmProcess.Of(pid).Try(out process, out Gap? gone))
            return gone;
        if (process is not null && JvmKind.Objection(process) is { } objection)
            return objection;
        LookOptions options = new() { Raw = choice.Raw, JvmFigures = true };
        return Looking.At(session, choice.Quiet, place, options).Then(snapshot => WithCounters(snapshot, process));
    }

    /// <summary>Where its memory cannot be read, the file of its counters may still be.</summary>
    static Result<Snapshot> WithCounters(Snapshot snapshot, JvmProcess? process)
    {
        if (snapshot.JvmState?.Counters is not null || process is null || snapshot.Gaps.Any(gap => gap.Id == Gaps.PerfDataOff.Id))
            return snapshot.JvmState is not null ? snapshot : WhyNothing(snapshot);
        Result<PerfData> counters = PerfDataFile.Read(process);
        if (counters.Ok)
            return snapshot with { JvmState = (snapshot.JvmState ?? new()) with { Counters = counters.Value } };
        return snapshot.JvmState is null ? counters.Gap! : snapshot with { Gaps = [.. snapshot.Gaps, counters.Gap!] };
    }

    /// <summary>What every core says of its pages is no reason.</summary>
    static Gap WhyNothing(Snapshot snapshot) =>
        Answering.NoJvm(snapshot) ?? snapshot.Gaps.LastOrDefault(gap => gap.Id != Gaps.CorePagesCounted.Id)
            ?? Gaps.VmTablesAbsent.At("maps");

    void WriteText(Snapshot snapshot, Ledger ledger)
    {
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        JvmView.Write(snapshot, ledger, file is null ? session.Columns : 160, writer ?? session.Out);
        session.Out.Flush();
    }
}
