using System.Globalization;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>Names that move cursors, forge lines or are no text at all reach no terminal and break no parser.</summary>
[Collection("C programs")]
public sealed class HostileNamesTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        // .NET cannot name what is in it.
        Outside.Run("find", _folder.Path, "-type", "f", "-delete");
        _folder.Dispose();
    }

    [RequiresFact("gcc", "sh")]
    public void Names_of_a_program_its_files_and_arguments_are_printed_as_codes()
    {
        MakeFiles();
        using CTarget target = new("names", _folder.Path, "an argument with \u001b[2J and \n in it");
        Signal.WaitFor(target.Pid, 'S');
        Assert.Equal(6, target.All("file").Count);
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture);

        foreach (string[] arguments in (string[][])[[pid], ["ledger", pid, "--raw"], ["map", pid], ["map", pid, "--smaps", "--raw"]])
            CheckText(Answer.OfBoth(arguments));
        foreach (string[] arguments in (string[][])[[pid, "--json", "--raw"], ["ledger", pid, "--json"], ["map", pid, "--json"]])
        {
            Answer answer = Answer.OfBoth(arguments);
            CheckText(answer);
            Assert.Equal(JsonValueKind.Object, answer.Json.ValueKind);
        }
    }

    [JdkFact(17)]
    public void Arguments_of_a_JVM_are_printed_as_codes()
    {
        using SmallJvm jvm = new(program: ["-cp", JavaProgram.Classes, "-Dname=\u001b[31mred\nFORGED 1 2 3\u202e", JavaProgram.Main, "\u0007\r\u009b2J\u007f"]);

        foreach (string[] arguments in (string[][])[[jvm.Target, "--raw"], ["ps", "--raw"], ["ps", "--json", "--raw"]])
            CheckText(Answer.Of(arguments));
        Assert.DoesNotContain(Answer.Of("ps", "--raw").Text.Split('\n'), line => line.StartsWith("FORGED", StringComparison.Ordinal));
    }

    /// <summary>Linux allows any byte in a name but NUL and the slash; .NET cannot write them all, a shell can.</summary>
    void MakeFiles() =>
        Outside.Run("sh", "-c", """
            cd "$1"
            for name in 'esc\033[31m' 'line\nFORGED 1 2' 'bad\377\376' 'blank and (deleted)' '\0342\0200\0256override' 'tab\tbell\a'; do
              printf x >"$(printf "$name"; printf .)"
            done
            """, "names", _folder.Path);

    static void CheckText(Answer answer)
    {
        answer.Ends(ExitCode.Fine);
        Assert.DoesNotContain(answer.Bytes, each => each is (< 0x20 and not (byte)'\n') or 0x7F);
        // C1 control characters and what reorders text, in UTF-8.
        Assert.DoesNotContain(answer.Text, each => each is (>= '\u0080' and < '\u00a0') or '\u202e');
        Assert.DoesNotContain(answer.Talk, each => each is < ' ' and not '\n');
    }
}
