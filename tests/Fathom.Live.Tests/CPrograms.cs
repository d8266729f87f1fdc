using System.Collections.Concurrent;
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

    static string Compile(string name)
    {
        string source = Folder.Value.Write(name + ".c", Text(name + ".c"));
        Outside.Run("gcc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", Folder.Value.At(name), source);
        return Folder.Value.At(name);
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
