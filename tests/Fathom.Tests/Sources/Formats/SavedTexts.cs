using System.Text;

namespace Fathom.Tests.Sources.Formats;

/// <summary>tests/corpus/texts: what other people's tools printed, made by tests/texts.sh, and forms that people paste.</summary>
static class SavedTexts
{
    static string Folder { get; } = Path.Combine(SourceTree.Root, "tests", "corpus", "texts");

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".txt"));

    public static string Text(string name) => Encoding.UTF8.GetString(Read(name));

    /// <summary>Every text below a folder whose file name begins so.</summary>
    public static string[] Below(string folder, string prefix = "") =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), prefix + "*.txt", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Folder, file)[..^".txt".Length]).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Cases(string folder, string prefix = "") => [.. Below(folder, prefix)];
}
