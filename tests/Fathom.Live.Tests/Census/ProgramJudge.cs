using Fathom.Lab.Running;
using Fathom.Live.Tests.Cli;

namespace Fathom.Live.Tests.Census;

/// <summary>Holds what a program says of itself against malloc's own chunks.</summary>
static class ProgramJudge
{
    internal static void Check(IJvmPlace place, TruthProgram program, params string[] flags)
    {
        using TruthJvm jvm = new(place, program, flags);
        Assert.Equal(0, jvm.Find("collections") ?? 0);

        Answer answer = Answer.Of("arenas", jvm.Target, "--bins", "--json");

        Assert.True(answer.ExitCode == 0, $"exit {answer.ExitCode}: {answer.Talk}");
        Dictionary<long, long> counts = answer.Json.GetProperty("arenas").EnumerateArray()
            .SelectMany(arena => arena.GetProperty("size_classes").EnumerateArray())
            .GroupBy(each => each.GetProperty("chunk_bytes").GetInt64(), each => each.GetProperty("count").GetInt64())
            .ToDictionary(group => group.Key, group => group.Sum());
        Assert.All(program.Blocks(jvm), block => Assert.InRange(counts.GetValueOrDefault(block.SizeClass), block.Least, block.Most));
    }
}
