using System.CommandLine;
using Fathom.Accounting;
using Fathom.Accounting.Container;
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
        command.SetAction(parsed => Answering.Run(session, arguments, parsed,
            (snapshot, to, columns) =>
            {
                HeadView.Write(snapshot, columns, to);
                LedgerView.Write(snapshot, Ledger.Of(snapshot), columns, int.MaxValue, to);
                ContainerView.Write(ContainerLedger.Of(snapshot), columns, to);
                GapsView.Write(snapshot.Gaps, columns, to);
                CostView.WriteLeft(snapshot.Cost, to);
            },
            (snapshot, to) => LedgerJson.Write(to, snapshot, Ledger.Of(snapshot)),
            more: options => options with
            {
                Container = true,
                Census = parsed.GetValue(census) ? new CensusOptions() : options.Census,
            }));
        return command;
    }
}
