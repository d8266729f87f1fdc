using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Files;

/// <summary>Files of /proc and of a cgroup as they were found in texts, before those of a folder that was given.</summary>
/// <param name="folder">Null where no folder was given.</param>
sealed class SavedFiles(string place, IProcFiles? folder) : IProcFiles
{
    readonly Dictionary<string, Found> _found = new(StringComparer.Ordinal);

    /// <param name="LinesBefore">Of the file that it stands in, for messages.</param>
    readonly record struct Found(byte[] Text, string File, int LinesBefore);

    public string Place => folder?.Place ?? place;

    public bool Has(string name) => _found.ContainsKey(name) || folder?.Read(name, 1 << 20) is { Ok: true, Value.Length: > 0 } or { Gap.Id: "proc-file-too-large" };

    /// <summary>What was saved last replaces what was saved before.</summary>
    public void Add(string name, byte[] text, string file, int linesBefore) => _found[name] = new Found(text, file, linesBefore);

    public Result<byte[]> Read(string name, int limit)
    {
        if (!_found.TryGetValue(name, out Found found))
            return folder?.Read(name, limit) ?? Absent(name);
        return found.Text.Length > limit ? Gaps.ProcFileTooLarge.At(found.File, null, name) : found.Text;
    }

    public Result<IReadOnlyList<string>> List(string name) => folder?.List(name) ?? Absent(name);

    public Result<string> ReadLink(string name) => folder?.ReadLink(name) ?? Absent(name);

    /// <summary>A gap of a reader of these files, with the file and the line that a user knows.</summary>
    public Gap Placed(Gap gap)
    {
        string prefix = Place + "/";
        if (!gap.Where.StartsWith(prefix, StringComparison.Ordinal))
            return gap;
        string name = gap.Where[prefix.Length..];
        int colon = name.IndexOf(':');
        return _found.TryGetValue(colon < 0 ? name : name[..colon], out Found found)
            ? PieceReader.Shifted(gap, prefix + (colon < 0 ? name : name[..colon]), found.File, found.LinesBefore) : gap;
    }

    Gap Absent(string name) => Gaps.ProcFileAbsent.At(Place + "/" + name, "ENOENT", name);
}
