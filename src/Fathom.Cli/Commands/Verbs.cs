using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>The verbs, in the order in which help shows them. A new verb is a file and a line here.</summary>
static class Verbs
{
    public static IReadOnlyList<Func<Session, Command>> All { get; } =
    [
        DoctorCommand.Create,
        PsCommand.Create,
        LedgerCommand.Create,
        MapCommand.Create,
        ThreadsCommand.Create,
        ArenasCommand.Create,
        TrimCommand.Create,
        CensusCommand.Create,
        PeekCommand.Create,
        JvmCommand.Create,
        NmtCommand.Create,
        CaptureCommand.Create,
        OpenCommand.Create,
        DiffCommand.Create,
        ProfileCommand.Create,
        ConfirmCommand.Create,
        ExplainCommand.Create,
        DemoCommand.Create,
        LabCommand.Create,
    ];
}
