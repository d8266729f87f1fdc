using Fathom.Lab.Jdks;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>Census/Targets as classes, with their libraries beside them, where every user and every root can read them.</summary>
static class TruthPrograms
{
    static readonly Lazy<string> Made = new(Build);

    internal static string Folder => Made.Value;

    internal static string? Missing { get; } =
        new[] { "gcc", "g++" }.FirstOrDefault(tool => !Requires.Has(tool)) is { } tool ? $"needs {tool}"
        : Compiler is null ? "no JDK with a compiler and jni.h" : null;

    static Jdk? Compiler => JdkFinder.All().FirstOrDefault(jdk => jdk.HasCompiler && File.Exists(Path.Combine(jdk.Home, "include", "jni.h")));

    static string Build()
    {
        string folder = Directory.CreateTempSubdirectory("fathom-truth-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        string[] sources = [.. typeof(TruthPrograms).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Census/", StringComparison.Ordinal))];
        foreach (string source in sources)
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(source)), CPrograms.Text(source));
        Compile(folder);
        Link(folder);
        return folder;
    }

    // -source 8, not --release 8, which hides sun.misc.Unsafe.
    static void Compile(string folder) =>
        Outside.Run(Compiler!.Javac, ["-source", "8", "-target", "8", "-XDignore.symbol.file", "-Xlint:-options", "-nowarn", "-d", folder,
            .. Directory.GetFiles(folder, "*.java")]);

    static void Link(string folder)
    {
        Library(folder, "g++", "acme.cpp", "libacme.so", "-DCLASS=Widget", "-DPEER=Widgets");
        Library(folder, "g++", "acme.cpp", "libgadget.so", "-DCLASS=Gadget", "-DPEER=Gadgets", "-fvisibility=hidden");
        foreach (string name in (string[])["ops", "lost", "refs"])
            Library(folder, "gcc", name + ".c", "lib" + name + ".so", "-std=c11");
        foreach (CodecLibrary codec in CodecLibrary.All.Where(codec => codec.Missing is null))
            Library(folder, "gcc", codec.Name + ".c", "lib" + codec.Name + ".so", ["-std=c11", .. codec.Linked.Select(linked => "-l:" + linked)]);
    }

    /// <summary>Stripped, as libraries are shipped.</summary>
    static void Library(string folder, string compiler, string source, string library, params string[] options)
    {
        string include = Path.Combine(Compiler!.Home, "include");
        Outside.Run(compiler, ["-shared", "-fPIC", "-O1", "-s", "-Wall", "-Wextra", "-Werror", "-I" + include, "-I" + Path.Combine(include, "linux"),
            Path.Combine(folder, source), "-o", Path.Combine(folder, library), .. options]);
    }
}

/// <summary>Somebody else's libraries as they run: the programs declare what they call of them, no headers are needed.</summary>
sealed record CodecLibrary(string Name, params string[] Linked)
{
    internal static CodecLibrary[] All { get; } =
    [
        new("holdszstd", "libzstd.so.1"), new("holdssqlite", "libsqlite3.so.0"), new("holdslz4", "liblz4.so.1"),
        new("holdsbrotli", "libbrotlienc.so.1", "libbrotlidec.so.1"), new("holdsssl", "libssl.so.3"),
    ];

    internal string? Missing =>
        Linked.FirstOrDefault(library => !File.Exists("/usr/lib/x86_64-linux-gnu/" + library)) is { } missing ? "no " + missing : null;
}
