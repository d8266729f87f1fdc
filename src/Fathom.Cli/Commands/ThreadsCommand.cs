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
                     fathom threads 4242 --trace 30s --yes   with the native memory that each takes
            """);
        LookArguments arguments = new(command);
        TraceOption trace = new(command, "First trace for so long, and show what of malloc each thread made and what of it lives: loads a library into the JVM, see fathom trace.", hasYes: false);
        command.SetAction(parsed => Run(session, arguments, parsed, trace.Of(parsed, session, arguments)));
        return command;
    }

    static int Run(Session session, LookArguments arguments, ParseResult parsed, TracedLook? trace) => Answering.Run(session, arguments, parsed,
        (snapshot, to, columns) =>
        {
            HeadView.Write(snapshot, columns, to);
            ThreadsView.Write(ThreadUsage.Of(snapshot, trace?.Blocks), trace?.Blocks, columns, to);
            GapsView.Write(snapshot.Gaps, columns, to);
        },
        (snapshot, to) => ThreadsJson.Write(to, snapshot, ThreadUsage.Of(snapshot, trace?.Blocks), trace?.Blocks),
        look: trace is null ? null : trace.At);
}
