using System.CommandLine;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Cli.Commands;

/// <summary>What `capture` was asked for.</summary>
sealed record CaptureChoice(IReadOnlyList<string> Targets, string? File, bool Deep, bool Yes, bool Raw, bool Quiet, bool Script, bool Content, bool Redact, string? RedactKey, LookOptions Look);

/// <summary>The options of `capture`.</summary>
sealed class CaptureArguments
{
    readonly Argument<string[]> _target = LookArguments.Target();

    readonly Option<string?> _file = new("--output", "-o") { Description = "The bundle to write, readable by you alone; - for standard output.", HelpName = "FILE" };
    readonly Option<bool> _deep = new("--deep") { Description = "Also ask the JVM (VM.info, VM.metaspace, NMT detail if it is on): dear, leaves some MB in it." };
    readonly Option<bool> _pss = new("--pss") { Description = "Also read smaps (holds the target's mmap lock: 10 ms a GiB)." };
    readonly Option<bool> _lost = new("--lost") { Description = "Also find what nothing refers to: up to 10 s." };
    readonly Option<bool> _exact = new("--exact") { Description = "Count every block and go through the whole Java heap, however long it takes." };
    readonly Option<bool> _content = new("--heap-content") { Description = "Also keep the texts that stand in live blocks and in all memory, for fathom peek: secrets masked." };
    readonly Option<bool> _raw = new("--raw") { Description = "Keep secrets of command lines and of what the JVM says." };
    readonly Option<bool> _redact = new("--redact") { Description = "Also replace names: main class, command line, files, threads, classes, container." };
    readonly Option<string?> _redactKey = new("--redact-key") { Description = "As --redact, with stand-ins that are the same in all bundles made with this key; a FILE that is not there is made.", HelpName = "FILE" };
    readonly Option<bool> _script = new("--script") { Description = "Print a shell script that collects texts where fathom itself may not run." };
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing of what was stored." };
    readonly FreezeOption _freeze;

    public CaptureArguments(Command command)
    {
        command.Arguments.Add(_target);
        foreach (Option option in (ReadOnlySpan<Option>)[_file, _deep, _pss, _lost, _exact, _content, _raw, _redact, _redactKey, _script, _quiet])
            command.Options.Add(option);
        _freeze = new FreezeOption(command);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(_redact) || result.GetValue(_redactKey) is not null) && (result.GetValue(_raw) || result.GetValue(_content)))
                result.AddError("--redact goes neither with --raw nor with --heap-content: both are full of names");
        });
    }

    public Gap? Objection(ParseResult parsed, Session session, TargetPlace place) =>
        place.Pid is { } pid ? _freeze.Objection(parsed, session, pid) : null;

    /// <summary>All that any verb asks for, so that each of them finds its answer.</summary>
    public CaptureChoice Of(ParseResult parsed) => new(
        parsed.GetValue(_target) ?? [], parsed.GetValue(_file), parsed.GetValue(_deep), _freeze.Yes(parsed), parsed.GetValue(_raw),
        parsed.GetValue(_quiet), parsed.GetValue(_script), parsed.GetValue(_content), parsed.GetValue(_redact) || parsed.GetValue(_redactKey) is not null,
        parsed.GetValue(_redactKey), new LookOptions
        {
            Smaps = parsed.GetValue(_pss),
            Arenas = true,
            Census = new CensusOptions
            {
                // Blocks are found again by their groups: all of them have to be sorted.
                Exact = parsed.GetValue(_exact) || parsed.GetValue(_content),
                Chunks = parsed.GetValue(_content),
                Lost = parsed.GetValue(_lost),
                HolderBudget = parsed.GetValue(_exact) ? TimeSpan.FromHours(1) : CensusArguments.UsualBudget,
            },
            JvmFigures = true,
            OpenFiles = true,
            NmtBlocks = new NmtBlockOptions(),
            Container = true,
            Freeze = _freeze.Budget(parsed),
            Raw = parsed.GetValue(_raw),
        });
}
