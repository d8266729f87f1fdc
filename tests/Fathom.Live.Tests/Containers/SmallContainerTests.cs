using System.Globalization;
using Fathom.Evidence;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Containers;

/// <summary>In a container that is too small for what it was asked.</summary>
public sealed class SmallContainerTests
{
    /// <summary>Of a file its length is known before; of what is piped in it is not.</summary>
    [SmallContainerTheory]
    [InlineData("exec \"$0\" ledger --json \"$1\"")]
    [InlineData("exec \"$0\" ledger --json - <\"$1\"")]
    public void A_text_that_does_not_fit_is_told_and_is_no_bug(string command)
    {
        using TemporaryFolder folder = new();
        string file = folder.At("smaps");
        using (StreamWriter text = new(file))
        {
            for (long at = 0x7f0000000000; at < 0x7f0000000000 + (400_000L << 13); at += 1 << 13)
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{at:x}-{at + 4096:x} rw-p 00000000 00:00 0 \nSize:                  4 kB\nRss:                   4 kB\n"));
        }
        using Cgroup cgroup = Cgroup.Memory(50 << 20);

        Answer answer = Answer.OfProgram(cgroup.Enter[0], [.. cgroup.Enter[1..], "sh", "-c", command, Answer.Binary!, file]);

        answer.Ends(ExitCode.GuardRail);
        Assert.Contains("and what it was asked for needs more", answer.Text + answer.Talk, StringComparison.Ordinal);
        Assert.Contains("oom_kill 0", cgroup.Read("memory.oom_control"), StringComparison.Ordinal);
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class SmallContainerTheoryAttribute : TheoryAttribute
{
    public SmallContainerTheoryAttribute() => Skip = Answer.Binary is null ? "needs FATHOM_BINARY: the shipped program" : Cgroup.Missing("memory");
}
