using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>Which JVM a process runs: its libjvm's place, and the version from the JDK's release file beside it.</summary>
static class JvmBuilds
{
    const int ReleaseBytes = 64 * 1024;

    /// <summary>By the library, whatever the launcher is called; null where none is mapped.</summary>
    public static string? Library(IReadOnlyList<Mapping> mappings)
    {
        foreach (Mapping mapping in mappings)
        {
            // pmap shows names without folders.
            if (mapping.Name.EndsWith("/libjvm.so", StringComparison.Ordinal) || mapping.Name == "libjvm.so")
                return mapping.Name;
        }
        return null;
    }

    public static JvmBuild Read(string library, TargetRoot? root)
    {
        string? release = root is null ? null : ReleaseText(library, root);
        string? version = Value(release, "JAVA_RUNTIME_VERSION") ?? Value(release, "JAVA_VERSION");
        return new JvmBuild(null, version, library);
    }

    /// <summary>HOME/lib/server/libjvm.so, or HOME/jre/lib/amd64/server/libjvm.so up to JDK 8.</summary>
    static string? ReleaseText(string library, TargetRoot root)
    {
        string folder = library;
        for (int up = 0; up < 6; up++)
        {
            int slash = folder.LastIndexOf('/');
            if (slash <= 0)
                return null;
            folder = folder[..slash];
            if (up < 2)
                continue;
            Result<RegularFile> file = root.Open(folder + "/release");
            if (!file.Ok)
                continue;
            using RegularFile open = file.Value;
            byte[] text = new byte[(int)Math.Min(ReleaseBytes, open.Length.Value)];
            int got = open.Read(0, text);
            return Encoding.UTF8.GetString(text, 0, got);
        }
        return null;
    }

    internal static string? Value(string? text, string key)
    {
        foreach (string line in text?.Split('\n') ?? [])
        {
            if (line.StartsWith(key + "=", StringComparison.Ordinal))
                return Printable(line[(key.Length + 1)..].Trim().Trim('"'));
        }
        return null;
    }

    // The container owns this file: a version is short and plain, or it is none.
    static string? Printable(string value) =>
        value.Length is > 0 and <= 64 && value.All(c => c is > ' ' and < (char)127) ? value : null;
}
