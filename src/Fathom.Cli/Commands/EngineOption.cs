using System.CommandLine;

namespace Fathom.Cli.Commands;

/// <summary>`--engine`: who watches the calls of malloc.</summary>
sealed class EngineOption
{
    readonly Option<string> _engine = new("--engine")
    {
        Description = "Who watches: the probe, which is loaded into the JVM; or the kernel, which loads nothing, sees any process, and costs every call a microsecond or more.",
        DefaultValueFactory = _ => "probe",
    };

    /// <param name="rows">Of which some are of the probe alone.</param>
    public EngineOption(Command command, TraceRowsOptions rows)
    {
        _engine.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: "kernel" }] && rows.OfTheProbe.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } other)
                result.AddError($"{other.Name} needs the probe: without --engine kernel");
        });
        _engine.AcceptOnlyFromAmong("probe", "kernel");
        command.Options.Add(_engine);
    }

    public bool IsKernel(ParseResult parsed) => parsed.GetValue(_engine) == "kernel";
}
