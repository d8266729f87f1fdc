using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>The verbs, in the order in which help shows them. A new verb is a file and a line here.</summary>
static class Verbs
{
    public static IReadOnlyList<(string Name, Func<Session, Command> Create)> All { get; } =
    [
        ("doctor", DoctorCommand.Create),
        ("ps", PsCommand.Create),
        ("ledger", LedgerCommand.Create),
        ("map", MapCommand.Create),
        ("threads", ThreadsCommand.Create),
        ("arenas", ArenasCommand.Create),
        ("trim", TrimCommand.Create),
        ("census", CensusCommand.Create),
        ("peek", PeekCommand.Create),
        ("jvm", JvmCommand.Create),
        ("nmt", NmtCommand.Create),
        ("capture", CaptureCommand.Create),
        ("open", OpenCommand.Create),
        ("diff", DiffCommand.Create),
        ("trace", TraceCommand.Create),
        ("run", RunCommand.Create),
        ("profile", ProfileCommand.Create),
        ("confirm", ConfirmCommand.Create),
        ("explain", ExplainCommand.Create),
        ("demo", DemoCommand.Create),
        ("lab", LabCommand.Create),
    ];

    /// <summary>
    /// Those that a line can be about: each takes memory for its options, and in a container that is nearly full a few hundred KiB are
    /// those that the refusal is written with. All of them where help is asked for, or what shells ask for as one types.
    /// </summary>
    public static IEnumerable<Func<Session, Command>> For(string[] line) => All
        .Where(verb => line.Contains(verb.Name) || Array.Exists(line, word => word is "-h" or "-?" or "/?" or "/h" or "--help" || word.StartsWith('[')))
        .Select(verb => verb.Create);
}
