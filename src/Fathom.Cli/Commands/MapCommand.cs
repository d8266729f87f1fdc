using System.CommandLine;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom map`: every mapping.</summary>
static class MapCommand
{
    public static Command Create(Session session)
    {
        Command command = new("map", """
            Each mapping of a process with its owner, what of it is in memory, and flags.

            Example: fathom map 4242 --sort size --smaps
            """);
        LookArguments arguments = new(command, "--smaps", deep: true);
        Option<string> sort = new("--sort")
        {
            Description = "Order of the lines.",
            DefaultValueFactory = _ => "address",
        };
        sort.AcceptOnlyFromAmong("address", "resident", "size");
        command.Options.Add(sort);
        command.SetAction(parsed =>
        {
            string order = parsed.GetValue(sort)!;
            return Answering.Run(session, arguments, parsed,
                (snapshot, to, columns) =>
                {
                    HeadView.Write(snapshot, columns, to);
                    MapView.Write(snapshot, Sorted(snapshot, order), columns, to);
                    GapsView.Write(snapshot.Gaps, columns, to);
                    CostView.WriteLeft(snapshot.Cost, to);
                },
                (snapshot, to) => MapJson.Write(to, snapshot, Sorted(snapshot, order)));
        });
        return command;
    }

    /// <summary>Ties stay in address order: the sort is stable.</summary>
    static IEnumerable<MapLine> Sorted(Snapshot snapshot, string order) => order switch
    {
        "resident" => MapLine.Of(snapshot).OrderByDescending(line => line.Total.Resident.Value + line.Total.Hugetlb.Value),
        "size" => MapLine.Of(snapshot).OrderByDescending(line => line.Mapping.Range.Length.Value),
        _ => MapLine.Of(snapshot),
    };
}
