using Fathom.Lab.Roots;

namespace Fathom.Tests.Lab;

public sealed class RootFsTests
{
    static readonly RootRecipe Recipe = RootRecipe.All[0];

    [Fact]
    public void A_root_tells_its_JDK_by_its_stamp_and_its_glibc_by_the_library()
    {
        using TemporaryFolder folder = new();
        Stamp(folder, Recipe.Key);
        folder.Write("bullseye/usr/lib/x86_64-linux-gnu/libc.so.6",
            "\0GNU C Library (Debian GLIBC 2.31-13+deb11u11) stable release version 2.31.\nCopyright\0");

        RootFs root = RootFs.Open(Recipe, folder.Path).Value;

        Assert.Equal("11.0.24", root.JavaVersion);
        Assert.Equal("/usr/lib/jvm/java-11-openjdk-amd64", root.JavaHome);
        Assert.Equal("2.31", root.GlibcVersion);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stable release version ")]
    [InlineData("stable release version 2.31")]
    public void A_library_without_its_banner_leaves_the_version_unknown(string library)
    {
        using TemporaryFolder folder = new();
        Stamp(folder, Recipe.Key);
        folder.Write("bullseye/usr/lib/x86_64-linux-gnu/libc.so.6", library);

        Assert.Equal("unknown", RootFs.Open(Recipe, folder.Path).Value.GlibcVersion);
    }

    [Fact]
    public void A_root_of_another_recipe_counts_as_not_made()
    {
        using TemporaryFolder folder = new();
        Assert.Equal("root-not-made", RootFs.Open(Recipe, folder.Path).Gap?.Id);
        Stamp(folder, "older");

        Assert.Equal("root-not-made", RootFs.Open(Recipe, folder.Path).Gap?.Id);
    }

    [Fact]
    public void A_suite_that_is_not_there_comes_back_with_those_that_are() =>
        Assert.Equal("it has: bullseye, trixie, sid", RootRecipe.Of("buster").Gap?.Try);

    static void Stamp(TemporaryFolder folder, string recipe) =>
        folder.Write("bullseye/.fathom-root",
            $"recipe={recipe}\nsuite=bullseye\njava_home=/usr/lib/jvm/java-11-openjdk-amd64\njava_version=11.0.24\n");
}
