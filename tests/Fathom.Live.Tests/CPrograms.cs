using System.Collections.Concurrent;
using Fathom.Lab.Roots;
using Fathom.Tests;

namespace Fathom.Live.Tests;

/// <summary>The programs of Targets/, each compiled once a run.</summary>
static class CPrograms
{
    static readonly ConcurrentDictionary<string, Lazy<string>> Made = new();
    static readonly Lazy<TemporaryFolder> Folder = new(MakeFolder);

    internal static TemporaryFolder Shared => Folder.Value;

    internal static string Compiled(string name) =>
        Made.GetOrAdd(name, each => new Lazy<string>(() => Compile(each))).Value;

    /// <summary>One in C++.</summary>
    internal static string Plus(string name) =>
        Made.GetOrAdd(name, each => new Lazy<string>(() => CompileBy("g++", "-std=c++17", each + ".cpp", each))).Value;

    internal static string Static(string name) =>
        Made.GetOrAdd(name + "-static", each => new Lazy<string>(() => Compile(name, each, "-static"))).Value;

    internal static string Library(string name) =>
        Made.GetOrAdd("lib" + name + ".so", each => new Lazy<string>(() => Compile(name, each, "-shared", "-fPIC"))).Value;

    internal static string Linked(string name, string into, params string[] options) =>
        Made.GetOrAdd(into, each => new Lazy<string>(() => Compile(name, each, options))).Value;

    /// <summary>Linked with the C library of a root, and started with its loader: it needs nothing else of the root.</summary>
    internal static string With(RootFs root, string name) =>
        Made.GetOrAdd(name + "-" + root.Suite, each => new Lazy<string>(() => CompileFor(root, name, each))).Value;

    static string Compile(string name) => Compile(name, name);

    static string Compile(string name, string into, params string[] options) => CompileBy("gcc", "-std=c11", name + ".c", into, options);

    static string CompileBy(string compiler, string standard, string file, string into, params string[] options)
    {
        string source = Folder.Value.Write(file, Text(file));
        Outside.Run(compiler, [standard, "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", Folder.Value.At(into), source, .. options]);
        return Folder.Value.At(into);
    }

    static string CompileFor(RootFs root, string name, string into)
    {
        string libraries = Path.Combine(root.Path, "usr/lib/x86_64-linux-gnu");
        string start = Outside.Run("gcc", "-print-file-name=crt1.o").Trim();
        return Compile(name, into,
        [
            "-nostdlib", start, Path.Combine(libraries, "libc.so.6"),
            // Before 2.34 threads and dlopen have libraries of their own.
            .. Directory.GetFiles(libraries, "libpthread-*.so"), .. Directory.GetFiles(libraries, "libdl-*.so"),
            "-Wl,--allow-shlib-undefined", "-Wl,--dynamic-linker=" + Path.Combine(libraries, "ld-linux-x86-64.so.2"),
            // The old kind of path: what it loads finds others there, too.
            "-Wl,--disable-new-dtags", "-Wl,-rpath," + libraries, "-lgcc",
        ]);
    }

    static TemporaryFolder MakeFolder()
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        folder.Write("target.h", Text("target.h"));
        // Other users run these programs too.
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0x1ED);
        return folder;
    }

    internal static string Text(string name)
    {
        using Stream stream = typeof(CPrograms).Assembly.GetManifestResourceStream(name)!;
        return new StreamReader(stream).ReadToEnd();
    }
}
