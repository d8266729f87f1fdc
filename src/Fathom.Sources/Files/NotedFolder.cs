using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Files;

/// <summary>A folder of the kernel's files, with a note of each that was read.</summary>
sealed class NotedFolder(IProcFiles folder, List<GivenFile> notes) : IProcFiles
{
    public string Place => folder.Place;

    public Result<byte[]> Read(string name, int limit)
    {
        Result<byte[]> read = folder.Read(name, limit);
        // One that is longer than this reader takes may be read whole by the next.
        if (read.Gap?.Id != Gaps.ProcFileTooLarge.Id)
            Note(new GivenFile(GivenKind.FolderFile, folder.Place, name) { Text = read.Or(null), Gap = read.Gap });
        return read;
    }

    public Result<IReadOnlyList<string>> List(string name)
    {
        Result<IReadOnlyList<string>> listed = folder.List(name);
        Note(new GivenFile(GivenKind.FolderFile, folder.Place, name + "/")
        {
            Text = listed.Ok ? System.Text.Encoding.UTF8.GetBytes(string.Join('\n', listed.Value)) : null,
            Gap = listed.Gap,
        });
        return listed;
    }

    public Result<string> ReadLink(string name) => folder.ReadLink(name);

    void Note(GivenFile file)
    {
        if (!notes.Exists(each => each.Kind == GivenKind.FolderFile && each.Name == file.Name))
            notes.Add(file);
    }
}

/// <summary>The same folder out of the notes.</summary>
sealed class FolderOfNotes(string place) : IProcFiles
{
    readonly Dictionary<string, Result<byte[]>> _files = new(StringComparer.Ordinal);

    public string Place => place;

    public void Add(string name, Result<byte[]> file) => _files.TryAdd(name, file);

    public Result<byte[]> Read(string name, int limit)
    {
        if (!_files.TryGetValue(name, out Result<byte[]> file))
            return Gaps.ProcFileAbsent.At(place + "/" + name, "ENOENT", name);
        return file.Ok && file.Value.Length > limit ? Gaps.ProcFileTooLarge.At(place + "/" + name, null, name) : file;
    }

    public Result<IReadOnlyList<string>> List(string name) =>
        Read(name + "/", Limits.ProcFileBytes).Then(names =>
            Result.Of<IReadOnlyList<string>>(System.Text.Encoding.UTF8.GetString(names).Split('\n', StringSplitOptions.RemoveEmptyEntries)));

    public Result<string> ReadLink(string name) => Gaps.ProcFileAbsent.At(place + "/" + name, "ENOENT", name);
}
