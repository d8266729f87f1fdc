using System.Globalization;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>Files that code was mapped from, with what proves a file of that name to be the same.</summary>
sealed class PerfLibraries(TextPool texts)
{
    static readonly byte[][] NoFiles = [.. new[] { "//anon", "/dev/zero", "/anon_hugepage", "[stack", "/SYSV", "[heap]" }.Select(Encoding.ASCII.GetBytes)];

    readonly Dictionary<int, Mapping> _files = [];
    readonly Dictionary<string, string> _buildIds = new(StringComparer.Ordinal);

    /// <summary>Each by its path. A process had it where it had it: there is no range.</summary>
    public IReadOnlyList<Mapping> Files => [.. _files.Values];

    public IReadOnlyDictionary<string, string> BuildIds => _buildIds;

    /// <summary>The number of its text. Memory without a file has the name of the map that an agent may have written of it, as perf calls it.</summary>
    public int Of(ReadOnlySpan<byte> path, int process, Device device, ulong inode, out bool isGenerated)
    {
        isGenerated = IsNoFile(path);
        if (isGenerated)
            return texts.Add(string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{process}.map"));
        int text = texts.Add(path);
        if (text == 0)
            return 0;
        if (!_files.TryGetValue(text, out Mapping? known))
            _files[text] = new Mapping(default, Access.Read | Access.Execute, 0, device, inode, Formats.ForeignText.Decode(path), false);
        else if (inode != 0 && known.Inode != inode)
            // Another file took the name while it was recorded: of neither is it known which samples are its own.
            _files[text] = known with { Inode = 0 };
        return text;
    }

    public void AddBuildId(string path, ReadOnlySpan<byte> id)
    {
        string hex = Convert.ToHexStringLower(id);
        if (!_buildIds.TryAdd(path, hex) && _buildIds[path] != hex)
            _buildIds[path] = "";
    }

    static bool IsNoFile(ReadOnlySpan<byte> path)
    {
        foreach (byte[] beginning in NoFiles)
        {
            if (path.StartsWith(beginning))
                return true;
        }
        return path.IsEmpty;
    }
}
