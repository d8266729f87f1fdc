using System.CommandLine;
using Fathom.Accounting;
using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Sources.Census;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom ledger`: every account.</summary>
static class LedgerCommand
{
    public static Command Create(Session session)
    {
        Command command = new("ledger", """
            Every resident byte of a process by its owner, balanced to the kernel's RSS.

            Example: fathom ledger 4242 --json
            """);
        LookArguments arguments = new(command, deep: true);
        Option<bool> census = new("--census") { Description = "Also divide live malloc blocks by owner (fathom census): 0.4 s a GiB." };
        command.Options.Add(census);
        command.SetAction(parsed =>
        {
            bool asks = parsed.GetValue(census);
            OwnFingerprints own = asks ? FingerprintFiles.Own(session) : new([], []);
            return Answering.Run(session, arguments, parsed,
                (snapshot, to, columns) => WriteText(snapshot, Ledger.Of(snapshot, own.All), to, columns),
                (snapshot, to) => LedgerJson.Write(to, snapshot, Ledger.Of(snapshot, own.All)),
                more: options => options with { Container = true, Census = asks ? new CensusOptions() : options.Census },
                known: own.Unread);
        });
        return command;
    }

    static void WriteText(Snapshot snapshot, Ledger ledger, TextWriter to, int columns)
    {
        HeadView.Write(snapshot, columns, to);
        LedgerView.Write(snapshot, ledger, columns, int.MaxValue, to);
        ContainerView.Write(ContainerLedger.Of(snapshot), columns, to);
        GapsView.Write(snapshot.Gaps, columns, to);
        CostView.WriteLeft(snapshot.Cost, to);
    }
}
