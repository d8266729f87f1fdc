using System.Text.RegularExpressions;

namespace Fathom.Tests.Cli;

/// <summary>
/// Compares an answer with the one that was looked at and kept. FATHOM_UPDATE_GOLDEN=1 keeps the new one instead; the
/// review reads the difference.
/// </summary>
static partial class Golden
{
    static readonly bool Update = Environment.GetEnvironmentVariable("FATHOM_UPDATE_GOLDEN") == "1";

    /// <summary>A case is a folder of files; answers of the JVM's own commands are kept in another (Formats/HotSpot).</summary>
    internal static IEnumerable<string> Cases =>
        Directory.GetDirectories(Corpus).Where(folder => Path.GetFileName(folder) is not ("census" or "hotspot" or "malloc" or "profiles" or "texts" or "views")).Order();

    internal static string Corpus { get; } = Path.Combine(SourceTree.Root, "tests", "corpus");

    // Named from there, so that no line breaks elsewhere where the checkout has a longer name.
    static Golden() => Directory.SetCurrentDirectory(Corpus);

    /// <summary>Where a folder within it holds what is given, the expected answers are not part of it.</summary>
    internal static string Place(string folder) => Directory.Exists(Path.Combine(Corpus, folder, "given")) ? "./" + folder + "/given" : "./" + folder;

    internal static void Matches(string folder, string name, string answer)
    {
        string file = Path.Combine(Corpus, folder, "expected", name);
        answer = Steady(answer);
        if (Update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, answer);
            return;
        }
        Assert.True(File.Exists(file), $"{folder}/expected/{name} is missing: FATHOM_UPDATE_GOLDEN=1 makes it");
        Assert.Equal(File.ReadAllText(file), answer);
    }

    /// <summary>What differs from run to run and from checkout to checkout is blanked.</summary>
    static string Steady(string answer)
    {
        answer = TakenAt().Replace(answer, "$1\"…\"");
        answer = Peak().Replace(answer, "${1}0");
        return Looked().Replace(answer, "Looked … s");
    }

    [GeneratedRegex("(\"taken_at\": )\"[^\"]*\"")]
    private static partial Regex TakenAt();

    // The cost's own, four blanks in; a target's peak is evidence.
    [GeneratedRegex("(\n    \"peak_rss_bytes\": )\\d+")]
    private static partial Regex Peak();

    [GeneratedRegex(@"Looked \d+\.\d+ s")]
    private static partial Regex Looked();
}
