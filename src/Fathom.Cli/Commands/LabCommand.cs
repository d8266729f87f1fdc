using System.CommandLine;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>fathom lab: the programs with known faults that fathom is tried on.</summary>
static class LabCommand
{
    public static Command Create(Session session) =>
        new("lab", """
            Run programs with a known fault, and their repaired twins.
            Example: fathom lab run gzip-unclosed --hold, and fathom PID in another terminal.
            """)
        {
            List(session),
            LabRunCommand.Create(session),
            LabRootsCommand.Create(session),
        };

    static Command List(Session session)
    {
        Command list = new("list", "List the scenarios and their variants.");
        list.SetAction(_ =>
        {
            LabView.WriteScenarios(session.Out, Scenarios.All.Select(scenario => new LabRow(
                scenario.Id, string.Join(' ', scenario.Variants.Select(variant => variant.Name)), scenario.Title)));
            return ExitCode.Fine;
        });
        return list;
    }
}
