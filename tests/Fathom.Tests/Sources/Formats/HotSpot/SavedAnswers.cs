using System.Text;

namespace Fathom.Tests.Sources.Formats.HotSpot;

/// <summary>tests/corpus/hotspot: what real JVMs answered, made by tests/fixtures.sh.</summary>
static class SavedAnswers
{
    public static readonly string[] Jdks = ["8", "11", "17", "21", "25"];

    static string Folder { get; } = Path.Combine(SourceTree.Root, "tests", "corpus", "hotspot");

    public static byte[] Read(string jdk, string command) => File.ReadAllBytes(Path.Combine(Folder, jdk, command + ".txt"));

    public static string Text(string jdk, string command) => Encoding.UTF8.GetString(Read(jdk, command));

    public static bool Has(string jdk, string command) => File.Exists(Path.Combine(Folder, jdk, command + ".txt"));

    /// <summary>Every file whose name begins so, of every JDK that has it.</summary>
    public static TheoryData<string, string> Named(params string[] prefixes)
    {
        TheoryData<string, string> found = [];
        foreach (string jdk in Jdks)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Folder, jdk)).Order(StringComparer.Ordinal))
            {
                string command = Path.GetFileNameWithoutExtension(file);
                if (prefixes.Any(prefix => command == prefix || command.StartsWith(prefix + "-", StringComparison.Ordinal)))
                    found.Add(jdk, command);
            }
        }
        return found;
    }

    public static TheoryData<string, string> All() => Named([.. Prefixes]);

    static readonly string[] Prefixes =
    [
        "nmt", "info", "metaspace", "heap", "codecache", "compiler-memory", "classloader-stats", "stringtable", "symboltable",
        "class-histogram", "finalizer-info", "threads", "flags", "map", "native-heap", "dynlibs", "trim",
    ];
}
