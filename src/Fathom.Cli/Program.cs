using System.CommandLine;
using Fathom.Cli.Commands;

namespace Fathom.Cli;

public static class Program
{
    public static int Main(string[] args)
    {
        using Session session = Session.OfThisProcess();
        return Run(args, session);
    }

    public static int Run(string[] args, Session session)
    {
        RootCommand root = new("Where a JVM's memory below the heap has gone, who took it, and what gives it back.");
        foreach (Func<Session, Command> verb in Verbs.All)
            root.Subcommands.Add(verb(session));
        return root.Parse(args).Invoke(new InvocationConfiguration
        {
            Output = session.Out,
            Error = session.Talk,
            EnableDefaultExceptionHandler = false,
        });
    }
}
