using System.CommandLine;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Views.Json;
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
            LabVerifyCommand.Create(session),
            LabRootsCommand.Create(session),
        };

    static Command List(Session session)
    {
        Command list = new("list", """
            List the scenarios and their variants.

            Example: fathom lab list
            """);
        Option<bool> json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
        list.Options.Add(json);
        list.SetAction(parsed =>
        {
            IEnumerable<LabRow> rows = Scenarios.All.Select(scenario => new LabRow(
                scenario.Id, string.Join(' ', scenario.Variants.Select(variant => variant.Name)), scenario.Title));
            if (parsed.GetValue(json))
                LabJson.WriteRows(session.Output, "scenario", "variants", "title", rows);
            else
                LabView.WriteScenarios(session.Out, rows);
            return ExitCode.Fine;
        });
        return list;
    }
}
