using Fathom.Lab.Jdks;
using Fathom.Tests;

namespace Fathom.Live.Tests;

/// <summary>Targets/*.java as classes and as a jar, where every user can read them.</summary>
static class JavaProgram
{
    internal const string Main = "fathomtest.Waits";
    internal const string Contained = "fathomtest.Contained";

    static readonly string[] Programs = ["Waits.java", "Fragments.java", "Contained.java", "Natives.java", "Leaks.java", "Maps.java", "Moves.java"];
    static readonly Lazy<string> Made = new(Compile);

    internal static string Classes => Made.Value;

    /// <summary>A jar of any name.</summary>
    internal static string Jar(TemporaryFolder folder, string name)
    {
        Outside.Run(Path.Combine(Compiler.Home, "bin", "jar"), "cfe", folder.At(name), Main, "-C", Classes, ".");
        return folder.At(name);
    }

    static Jdk Compiler => JdkFinder.All().First(jdk => jdk.HasCompiler);

    static string Compile()
    {
        string[] sources = [.. Programs.Select(name => CPrograms.Shared.Write(name, CPrograms.Text(name)))];
        string classes = CPrograms.Shared.At("classes");
        Outside.Run(Compiler.Javac, ["-source", "8", "-target", "8", "-Xlint:-options", "-nowarn", "-d", classes, .. sources]);
        return classes;
    }
}
