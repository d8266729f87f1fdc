using System.CommandLine;
using Fathom.Views;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom trim`: what a trim would return; with --now, what it did.</summary>
static class TrimCommand
{
    public static Command Create(Session session)
    {
        Command command = new("trim", """
            What malloc_trim would give back to the system, what stays locked and by whom, and what else would help.
            With --now a HotSpot JVM is made to do it.

            Example: fathom trim 4242               nothing is changed
                     fathom trim 4242 --now --yes   done, and held against the prediction
            """);
        LookArguments arguments = new(command, mayFreeze: true);
        Option<bool> now = new("--now") { Description = "Make the JVM do it: by its System.trim_native_heap, or where it has none by the probe. Asks; see --yes." };
        command.Options.Add(now);
        ArenaMaxOption arenaMax = new(command);
        command.SetAction(parsed => parsed.GetValue(now)
            ? new TrimNow(session, arguments, arenaMax.Value(parsed), parsed).Run()
            : Answering.Run(session, arguments, parsed,
                (snapshot, to, columns) => TrimView.Write(new TrimAnswer(snapshot, null) { ArenaMax = arenaMax.Value(parsed) }, columns, to),
                (snapshot, to) => TrimJson.Write(to, new TrimAnswer(snapshot, null) { ArenaMax = arenaMax.Value(parsed) }), ArenasCommand.Missing));
        return command;
    }
}
