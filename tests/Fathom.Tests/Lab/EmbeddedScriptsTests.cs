using System.Diagnostics;

namespace Fathom.Tests.Lab;

public sealed class EmbeddedScriptsTests
{
    [Theory]
    [InlineData("roots.sh")]
    [InlineData("in-root.sh")]
    public void A_shell_without_bash_understands_the_scripts(string script)
    {
        using Process shell = Process.Start("sh", ["-n", Path.Combine(SourceTree.Root, "lab", script)]);
        shell.WaitForExit();

        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public void No_script_names_a_host()
    {
        foreach (string script in Directory.GetFiles(Path.Combine(SourceTree.Root, "lab"), "*.sh"))
            Assert.DoesNotContain("://", File.ReadAllText(script), StringComparison.Ordinal);
    }
}
