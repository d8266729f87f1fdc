using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Roots;

/// <summary>A root file system in a folder, with a JDK and the glibc it was built for. A JVM in it is in a container.</summary>
/// <param name="JavaHome">As seen from inside.</param>
public sealed record RootFs(string Suite, string Path, string JavaHome, string JavaVersion, string GlibcVersion) : IJvmPlace
{
    /// <summary>lab/in-root.sh mounts the compiled scenarios there.</summary>
    const string ClassesInside = "/opt/fathom-lab";

    public int Feature => Jdks.Jdk.FeatureOf(JavaVersion);

    const string Stamp = ".fathom-root";

    const int LongestLibrary = 16 * 1024 * 1024;

    public IReadOnlyList<string> Start(string classes, IReadOnlyList<string> arguments) =>
        Enter(classes, [JavaHome + "/bin/java", "-cp", ClassesInside, .. arguments]);

    /// <summary>Any command in the root, in mount and pid namespaces of its own; it dies with unshare.</summary>
    public IReadOnlyList<string> Enter(string classes, IReadOnlyList<string> command) =>
    [
        "unshare", "--mount", "--pid", "--fork", "--kill-child", "--",
        "sh", "-c", Embedded.Text("in-root.sh"), "in-root", Path, classes, .. command,
    ];

    /// <summary>The root as roots.sh left it in a folder; a gap where it was not made, or by another recipe.</summary>
    public static Result<RootFs> Open(RootRecipe recipe, string folder)
    {
        string path = System.IO.Path.Combine(folder, recipe.Suite);
        Dictionary<string, string> stamp = ReadStamp(System.IO.Path.Combine(path, Stamp));
        if (stamp.GetValueOrDefault("recipe") != recipe.Key)
            return Gaps.RootNotMade.At(path, null, recipe.Suite);
        return new RootFs(recipe.Suite, path, stamp.GetValueOrDefault("java_home", ""),
            stamp.GetValueOrDefault("java_version", "unknown"), GlibcIn(path));
    }

    static Dictionary<string, string> ReadStamp(string file)
    {
        if (!File.Exists(file))
            return [];
        return File.ReadLines(file).Take(100).Where(line => line.Contains('='))
            .ToDictionary(line => line[..line.IndexOf('=')], line => line[(line.IndexOf('=') + 1)..]);
    }

    /// <summary>The banner that libc.so.6 prints when it is run (glibc csu/version.c), read from its bytes.</summary>
    static string GlibcIn(string root)
    {
        string library = System.IO.Path.Combine(root, "usr/lib/x86_64-linux-gnu/libc.so.6");
        if (!File.Exists(library) || new FileInfo(library).Length > LongestLibrary)
            return "unknown";
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(library);
        ReadOnlySpan<byte> banner = "stable release version "u8;
        int at = bytes.IndexOf(banner);
        if (at < 0)
            return "unknown";
        bytes = bytes[(at + banner.Length)..];
        int end = bytes.IndexOf(".\n"u8);
        return end > 0 ? System.Text.Encoding.ASCII.GetString(bytes[..end]) : "unknown";
    }
}
