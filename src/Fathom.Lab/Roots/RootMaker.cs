using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Roots;

/// <summary>The roots of this machine: found, or made once for all callers by lab/roots.sh.</summary>
public static class RootMaker
{
    static readonly TimeSpan Within = TimeSpan.FromMinutes(8);

    public static string Folder =>
        Environment.GetEnvironmentVariable("FATHOM_ROOTS") is { Length: > 0 } named ? named : "/var/cache/fathom/roots";

    /// <summary>A root that was made and that this user may enter.</summary>
    public static Result<RootFs> Find(string suite) =>
        RootRecipe.Of(suite).Then(recipe => RootFs.Open(recipe, Folder)).Then<RootFs>(root =>
            Environment.IsPrivilegedProcess ? root : Gaps.RootNeedsRights.At(root.Path, null, "not root"));

    public static IReadOnlyList<(RootRecipe Recipe, Result<RootFs> Root)> FindAll() =>
        [.. RootRecipe.All.Select(recipe => (recipe, RootFs.Open(recipe, Folder)))];

    public static Result<RootFs> Make(string suite) => RootRecipe.Of(suite).Then(recipe => Make(recipe, Folder));

    /// <summary>All at once: one waits for the mirror while another unpacks.</summary>
    public static IReadOnlyList<(RootRecipe Recipe, Result<RootFs> Root)> MakeAll()
    {
        string folder = Folder;
        Task<Result<RootFs>>[] making = [.. RootRecipe.All.Select(recipe => Task.Run(() => Make(recipe, folder)))];
        return [.. RootRecipe.All.Zip(making, (recipe, root) => (recipe, root.GetAwaiter().GetResult()))];
    }

    static Result<RootFs> Make(RootRecipe recipe, string folder)
    {
        Result<RootFs> made = RootFs.Open(recipe, folder);
        if (made.Ok)
            return made;
        string where = Path.Combine(folder, recipe.Suite);
        return Tool.Run(Within, "sh", "-c", Embedded.Text("roots.sh"), "roots", recipe.Suite, recipe.Package, folder, recipe.Key)
            .Then(script => script.ExitCode == 0
                ? RootFs.Open(recipe, folder)
                : Refused(script.ExitCode).At(where, null, script.LastWords));
    }

    /// <summary>The exit codes of lab/roots.sh.</summary>
    static GapText Refused(int exitCode) => exitCode switch
    {
        10 => Gaps.RootNeedsRights,
        11 => Gaps.RootNeedsTool,
        12 => Gaps.RootNoMirror,
        _ => Gaps.RootFailed,
    };
}
