using System.Text.RegularExpressions;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>Code that a live JVM made, beside what its own jcmd says lies there.</summary>
public sealed class CompiledCodeTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A frame in each piece of code that jcmd lists: the same name from the list and from outside.</summary>
    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Code_has_the_name_that_the_JVM_gives_it(int feature)
    {
        using SmallJvm jvm = new(feature);
        string jcmd = Path.Combine(Machine.FindJdk(feature)!.Home, "bin", "jcmd");
        string list = Outside.Run(jcmd, jvm.Target, "Compiler.codelist");
        Match[] listed = [.. Regex.Matches(list, @"^ *\d+ +\S+ +\S+ +([^(\s]+)\(\S* \[0x(\w+), 0x(\w+) - 0x(\w+)\]", RegexOptions.Multiline).Cast<Match>()];
        Assert.True(listed.Length > 4, list);
        string script = _folder.Write("script.txt", string.Concat(listed.Select(code => $"java {jvm.Target} 1.000001:          1 page-faults: \n\t{code.Groups[3].Value.TrimStart('0'),16} [unknown] (/tmp/perf-{jvm.Target}.map)\n\n")));
        string file = _folder.Write("codelist.txt", list);

        Dictionary<string, int> said = listed.GroupBy(code => code.Groups[1].Value).ToDictionary(code => code.Key, code => code.Count());
        Assert.Equal(said, Rows(Answer.Of("profile", script, "--json", "--code", file)));
        Dictionary<string, int> live = Rows(Answer.Of("profile", script, "--json", "--jvm", jvm.Target));
        // The JVM goes on: what it throws away in between it names no more.
        Assert.True(said.Count(row => live.GetValueOrDefault(row.Key) == row.Value) >= said.Count * 9 / 10, string.Join(", ", live.Keys));
        Assert.DoesNotContain(live.Keys, name => !name.StartsWith("0x", StringComparison.Ordinal) && !said.ContainsKey(name));
    }

    /// <summary>At the same address another process has other code.</summary>
    [JdkFact(17)]
    public void Code_of_another_process_names_nothing()
    {
        using SmallJvm jvm = new();
        string script = _folder.Write("script.txt", "java 1 1.000001:          1 page-faults: \n\t    7f0000000000 [unknown] (/tmp/perf-1.map)\n\n");

        Answer answer = Answer.Of("profile", script, "--json", "--jvm", jvm.Target);

        Assert.Contains("profile-code-of-other", answer.Json.GetProperty("gaps").EnumerateArray().Select(gap => gap.GetProperty("id").GetString()));
    }

    static Dictionary<string, int> Rows(Answer answer) => answer.Json.GetProperty("profile").GetProperty("rows").EnumerateArray()
        .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("flat").GetInt32());
}
