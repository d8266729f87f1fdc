using System.CommandLine;
using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom census`: whose the live blocks are.</summary>
static class CensusCommand
{
    public static Command Create(Session session)
    {
        Command command = new("census", """
            Whose malloc's live blocks are: library, structure, memory tag, and the Java class that holds them.

            Example: fathom census 4242
                     fathom census 4242 --by owner --min 1m
                     fathom census 4242 --lost --freeze=200ms --yes
            """);
        CensusArguments arguments = new(command);
        command.SetAction(parsed =>
        {
            if (!arguments.Choice(parsed).Try(out CensusChoice? choice, out Gap? gap))
                return Answering.Fail(session, gap);
            return Answering.Run(session, arguments.Look, parsed,
                (snapshot, to, columns) => CensusView.Write(snapshot, CensusRows.Of(snapshot, choice.Fingerprints), choice.Shown, columns, to),
                (snapshot, to) => CensusJson.Write(to, snapshot, CensusRows.Of(snapshot, choice.Fingerprints)),
                Missing, choice.AddTo);
        });
        return command;
    }

    public static Gap? Missing(Snapshot snapshot) => snapshot.Census is null ? Gaps.CensusNotShown.At("malloc") : null;
}
