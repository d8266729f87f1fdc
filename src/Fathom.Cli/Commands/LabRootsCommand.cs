using System.CommandLine;
using Fathom.Evidence;
using Fathom.Lab.Roots;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>fathom lab roots: other JDKs and other glibcs, in folders.</summary>
static class LabRootsCommand
{
    static readonly Option<bool> Make = new("--make") { Description = "Make those that are missing (root, apt)." };

    static readonly Option<bool> Json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };

    public static Command Create(Session session)
    {
        Command roots = new("roots", """
            List the roots with other JDKs and glibcs, or make them: half a minute and 750 MB in /var/cache/fathom/roots
            (another folder: FATHOM_ROOTS), from the Debian mirror that apt uses (another: FATHOM_MIRROR).
            Example: sudo fathom lab roots --make
            """)
        {
            Make, Json,
        };
        roots.SetAction(parsed => Run(session, parsed.GetValue(Make), parsed.GetValue(Json)));
        return roots;
    }

    static int Run(Session session, bool make, bool json)
    {
        if (make)
            session.Talk.WriteLine("making what is missing in " + RootMaker.Folder + " …");
        var roots = make ? RootMaker.MakeAll() : RootMaker.FindAll();
        IEnumerable<LabRow> rows = roots.Select(each => Row(each.Recipe, each.Root));
        if (json)
            LabJson.WriteRows(session.Output, "root", "versions", "path", rows);
        else
            LabView.WriteRoots(session.Out, rows);
        int exitCode = ExitCode.Fine;
        foreach ((_, Result<RootFs> root) in roots)
            if (make && root.Gap is { } gap)
                exitCode = Answering.Fail(session, gap);
        return exitCode;
    }

    static LabRow Row(RootRecipe recipe, Result<RootFs> root) =>
        root.Gap is { } gap
            ? new LabRow(recipe.Suite, recipe.Package, gap.What)
            : new LabRow(root.Value.Suite, $"{root.Value.JavaVersion}, {root.Value.GlibcVersion}", root.Value.Path);
}
