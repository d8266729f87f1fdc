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

    internal static string Static(string name) =>
        Made.GetOrAdd(name + "-static", each => new Lazy<string>(() => Compile(name, each, "-static"))).Value;

    internal static string Library(string name) =>
        Made.GetOrAdd("lib" + name + ".so", each => new Lazy<string>(() => Compile(name, each, "-shared", "-fPIC"))).Value;

    /// <summary>Linked with the C library of a root, and started with its loader: it needs nothing else of the root.</summary>
    internal static string With(RootFs root, string name) =>
        Made.GetOrAdd(name + "-" + root.Suite, each => new Lazy<string>(() => CompileFor(root, name, each))).Value;

    static string Compile(string name) => Compile(name, name);

    static string Compile(string name, string into, params string[] options)
    {
        string source = Folder.Value.Write(name + ".c", Text(name + ".c"));
        Outside.Run("gcc", ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", Folder.Value.At(into), source, .. options]);
        return Folder.Value.At(into);
    }

    static string CompileFor(RootFs root, string name, string into)
    {
        string libraries = Path.Combine(root.Path, "usr/lib/x86_64-linux-gnu");
        string start = Outside.Run("gcc", "-print-file-name=crt1.o").Trim();
        return Compile(name, into,
        [
            "-nostdlib", start, Path.Combine(libraries, "libc.so.6"),
            // Before 2.34 threads have a library of their own.
            .. Directory.GetFiles(libraries, "libpthread-*.so"),
            "-Wl,--allow-shlib-undefined", "-Wl,--dynamic-linker=" + Path.Combine(libraries, "ld-linux-x86-64.so.2"),
            "-Wl,-rpath," + libraries, "-lgcc",
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
