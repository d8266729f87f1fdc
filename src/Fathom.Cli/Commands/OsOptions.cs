using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>Options of `fathom trace` that follow the kernel in place of malloc.</summary>
sealed class OsOptions
{
    readonly Option<bool> _os = new("--os") { Description = "Follow mmap, munmap, mremap, mprotect, brk and madvise by events of the kernel: nothing is loaded, any process will do." };
    readonly Option<bool> _touch = new("--touch") { Description = "Sample page faults by events of the kernel: who touches pages first. Nothing is loaded, any process will do." };

    public OsOptions(Command command)
    {
        command.Options.Add(_os);
        command.Options.Add(_touch);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_os) && result.GetValue(_touch))
                result.AddError("--os or --touch, one at a time");
            else if ((result.GetValue(_os) || result.GetValue(_touch)) && OfMalloc(command).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } other)
                result.AddError($"{other.Name} is of traces of malloc: without --os and --touch");
        });
    }

    static IEnumerable<Option> OfMalloc(Command command) => command.Options.Where(option => option.Name is
        "--engine" or "--interval" or "--leaks" or "--older" or "--sizes" or "--grown" or "--diff" or "--only" or "--by" or "--sort" or "--tree");

    /// <summary>Null where malloc is traced.</summary>
    public Func<Session, TraceChoice, int>? Mode(ParseResult parsed) =>
        parsed.GetValue(_os) ? TraceOs.Run : parsed.GetValue(_touch) ? TraceTouch.Run : null;
}
