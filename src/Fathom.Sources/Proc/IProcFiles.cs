using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>
/// The files that /proc/PID holds for one process: read from the kernel, from a folder somebody saved, or made from
/// a core. Names are relative: "maps", "task/17/comm".
/// </summary>
public interface IProcFiles
{
    /// <summary>How messages call the place: /proc/4242, or the folder's name.</summary>
    string Place { get; }

    Result<byte[]> Read(string name, int limit);

    /// <summary>The entries of a directory, unordered.</summary>
    Result<IReadOnlyList<string>> List(string name);

    Result<string> ReadLink(string name);
}
