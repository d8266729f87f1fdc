using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Roots;

/// <summary>The roots of this machine: found, or made once for all callers by lab/roots.sh.</summary>
public static class RootMaker
{
    static readonly TimeSpan Within = TimeSpan.FromMinutes(8);

    static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(10)];

    static readonly string[] Unreached =
        ["Could not connect", "Could not resolve", "Temporary failure resolving", "Connection timed out", "Connection failed", "Unable to connect"];

    static readonly string[] NotCarried = ["404  Not Found", "does not have a Release file"];

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
        return Script(recipe, folder)
            .Then(script => script.ExitCode == 0
                ? RootFs.Open(recipe, folder)
                : Refused(script.ExitCode, script.Error).At(where, null, script.LastWords));
    }

    /// <summary>The first connection of a machine may fail where the second does not.</summary>
    static Result<Tool.Outcome> Script(RootRecipe recipe, string folder)
    {
        for (int tried = 0; ; tried++)
        {
            Result<Tool.Outcome> script = Tool.Run(
                Within, "sh", "-c", Embedded.Text("roots.sh"), "roots", recipe.Suite, recipe.Package, folder, recipe.Key);
            if (tried == Waits.Length || !script.Ok || script.Value.ExitCode == 0
                || Refused(script.Value.ExitCode, script.Value.Error) != Gaps.RootNoMirror)
                return script;
            Thread.Sleep(Waits[tried]);
        }
    }

    /// <summary>The exit codes of lab/roots.sh; of 12, whether a mirror answered, stands in what apt said (methods/http.cc, connect.cc).</summary>
    internal static GapText Refused(int exitCode, string said) => exitCode switch
    {
        10 => Gaps.RootNeedsRights,
        11 => Gaps.RootNeedsTool,
        12 => Unreached.Any(words => said.Contains(words, StringComparison.Ordinal)) || !NotCarried.Any(words => said.Contains(words, StringComparison.Ordinal))
            ? Gaps.RootNoMirror
            : Gaps.RootNotCarried,
        _ => Gaps.RootFailed,
    };
}
