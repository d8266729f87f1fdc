using System.Collections.Concurrent;

namespace Fathom.Live.Tests;

/// <summary>Other allocators as this machine's packages have them.</summary>
static class Allocators
{
    const string Folder = "/usr/lib/x86_64-linux-gnu/";

    internal const string Jemalloc = Folder + "libjemalloc.so.2";
    internal const string JemallocArchive = Folder + "libjemalloc.a";
    internal const string Tcmalloc = Folder + "libtcmalloc_minimal.so.4";
    internal const string Mimalloc = Folder + "libmimalloc.so.2.0";

    static readonly ConcurrentDictionary<string, Lazy<string>> Copies = new();

    /// <summary>A copy whose name says nothing; made once, since programs have it mapped.</summary>
    internal static string Renamed(string library) => Copies.GetOrAdd(library, each => new Lazy<string>(() =>
    {
        string copy = CPrograms.Shared.At($"libplain{Array.IndexOf(All, each)}.so");
        File.Copy(each, copy);
        return copy;
    })).Value;

    static readonly string[] All = [Jemalloc, Tcmalloc, Mimalloc];

    internal static CTarget Under(string library, string program) => new(program, [("LD_PRELOAD", library)]);
}
