using System.CommandLine;
using Fathom.Evidence;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom arenas`: what malloc holds.</summary>
static class ArenasCommand
{
    public static Command Create(Session session)
    {
        Command command = new("arenas", """
            What malloc holds, arena by arena: in use, cached, free, what a trim returns, what is locked, and by whom.

            Example: fathom arenas 4242
                     fathom arenas 4242 --bins --freeze=20ms --yes
            """);
        LookArguments arguments = new(command, mayFreeze: true);
        Option<bool> bins = new("--bins") { Description = "Also each arena's bins, live sizes, and the sizes that lock free memory." };
        command.Options.Add(bins);
        ArenaMaxOption arenaMax = new(command);
        command.SetAction(parsed =>
        {
            bool withBins = parsed.GetValue(bins);
            return Answering.Run(session, arguments, parsed,
                (snapshot, to, columns) => ArenasView.Write(snapshot, withBins, columns, to, arenaMax.Value(parsed)),
                (snapshot, to) => ArenasJson.Write(to, snapshot, arenaMax.Value(parsed)), Missing);
        });
        return command;
    }

    public static Gap? Missing(Snapshot snapshot) =>
        snapshot.MallocState is { Arenas.Count: > 0 } ? null : Gaps.ArenasNotShown.At("malloc");
}
