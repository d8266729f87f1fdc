using Fathom.Evidence;

namespace Fathom.Lab.Roots;

/// <summary>A Debian suite and the JDK to take from it: other JDKs and other glibcs than the machine's own.</summary>
public sealed record RootRecipe(string Suite, string Package)
{
    /// <summary>glibc 2.31, 2.41 and 2.43; buster and older are on no mirror any more.</summary>
    public static IReadOnlyList<RootRecipe> All { get; } =
    [
        new("bullseye", "openjdk-11-jdk-headless"),
        new("trixie", "openjdk-21-jdk-headless"),
        new("sid", "openjdk-8-jdk-headless"),
    ];

    /// <summary>A root made by another recipe than this fathom's is made anew.</summary>
    public string Key { get; } = ContentKey.Of(Package, Embedded.Text("roots.sh"));

    public static Result<RootRecipe> Of(string suite)
    {
        foreach (RootRecipe recipe in All)
            if (recipe.Suite == suite)
                return recipe;
        return Gaps.NoSuchRoot.At("lab", null, suite, string.Join(", ", All.Select(r => r.Suite)));
    }
}
