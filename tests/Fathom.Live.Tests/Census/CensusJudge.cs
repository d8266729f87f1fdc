using System.Globalization;
using Fathom.Lab.Running;
using Fathom.Live.Tests.Cli;

namespace Fathom.Live.Tests.Census;

/// <summary>Holds the answer of `fathom census` against what the target says it holds.</summary>
static class CensusJudge
{
    const int Shown = 25;

    internal static void Check(IJvmPlace place, TruthProgram program, params string[] flags)
    {
        using TruthJvm jvm = new(place, program, flags);
        // What was dropped is there only as long as nothing was collected.
        Assert.Equal(0, jvm.Find("collections") ?? 0);

        Answer answer = Answer.Of(["census", jvm.Target, "--json", .. program.Look]);

        Assert.True(answer.ExitCode == 0, $"exit {answer.ExitCode}: {answer.Talk}");
        CensusRow[] rows = CensusRow.All(answer.Json);
        string[] faults = [.. program.Expects(jvm).Select(expected => expected.Fault(rows)).OfType<string>(), .. WrongOwners(program, jvm, rows)];
        Assert.True(faults.Length == 0, string.Join('\n', [.. faults, .. rows.Take(Shown).Select(row => row.ToString())]));
    }

    /// <summary>Blocks of the program's own sizes that were given to a library that never had them.</summary>
    static IEnumerable<string> WrongOwners(TruthProgram program, TruthJvm jvm, CensusRow[] rows)
    {
        // Below that, others have chunks of the same size.
        const long least = 1024;
        foreach (Block block in program.Blocks(jvm).Where(block => block.Chunk >= least))
            foreach (CensusRow row in rows.Where(row => (row.SizeClasses.Contains(block.Chunk) || row.SizeClasses.Contains(block.SizeClass)) && row.Count > block.Least / 100))
                if (!Expected.IsNobodys(row.Owner) && !program.Owners.Any(prefix => row.Owner!.StartsWith(prefix, StringComparison.Ordinal)))
                    yield return string.Create(CultureInfo.InvariantCulture, $"chunks of {block.Chunk} are not of {row}");
    }
}
