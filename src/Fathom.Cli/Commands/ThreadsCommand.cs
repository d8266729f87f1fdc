using System.CommandLine;
using Fathom.Accounting;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom threads`: every thread with its stack.</summary>
static class ThreadsCommand
{
    public static Command Create(Session session)
    {
        Command command = new("threads", """
            Every thread of a process: Java name, nid as jstack has it, stack and what of it is in memory.

            Example: fathom threads 4242
            """);
        LookArguments arguments = new(command);
        command.SetAction(parsed => Answering.Run(session, arguments, parsed,
            (snapshot, to, columns) =>
            {
                HeadView.Write(snapshot, columns, to);
                ThreadsView.Write(ThreadUsage.Of(snapshot), columns, to);
                GapsView.Write(snapshot.Gaps, columns, to);
            },
            (snapshot, to) => ThreadsJson.Write(to, snapshot, ThreadUsage.Of(snapshot))));
        return command;
    }
}
