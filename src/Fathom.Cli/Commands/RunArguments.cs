using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>What `fathom run` was asked for.</summary>
/// <param name="For">Null: until the program ends.</param>
/// <param name="ProbeFolder">Where to put the probe's files; null for the first place that will do.</param>
/// <param name="InsideFolder">The same folder as the program sees it; null where it is the same.</param>
sealed record RunChoice(IReadOnlyList<string> Command, TraceChoice Trace, TimeSpan? For, string? Nmt, bool Preload, string? ProbeFolder, string? InsideFolder);

/// <summary>The arguments of `fathom run`: those of a trace, how to reach the program, and the program.</summary>
sealed class RunArguments
{
    readonly Argument<string[]> _command = new("COMMAND") { Description = "Behind --: the program with its arguments.", Arity = ArgumentArity.OneOrMore };
    readonly Option<bool> _preload = new("--preload") { Description = "Trace programs that are no JVMs, too: their native stacks (LD_PRELOAD)." };
    readonly Option<string?> _nmt = new("--nmt") { Description = "Start JVMs with native memory tracking, and show their own account at the end.", HelpName = "summary|detail" };
    readonly Option<string?> _folder = new("--probe-folder")
    {
        Description = "Where to put the probe's files; for a program in another file system, such as a chroot's, with the place where it sees them: /srv/root/tmp:/tmp.",
        HelpName = "FOLDER[:INSIDE]",
    };
    readonly TraceArguments _trace;

    public RunArguments(Command command)
    {
        _nmt.AcceptOnlyFromAmong("summary", "detail");
        command.Arguments.Add(_command);
        _trace = new TraceArguments(command, starts: true);
        foreach (Option option in (ReadOnlySpan<Option>)[_preload, _nmt, _folder])
            command.Options.Add(option);
    }

    public RunChoice Of(ParseResult parsed)
    {
        string[] folder = parsed.GetValue(_folder)?.Split(':', 2) ?? [];
        TraceChoice trace = _trace.Of(parsed);
        return new RunChoice(parsed.GetValue(_command)!, trace, trace.For, parsed.GetValue(_nmt), parsed.GetValue(_preload),
            folder.Length > 0 ? folder[0] : null, folder.Length > 1 ? folder[1] : null);
    }
}
