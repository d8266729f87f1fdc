using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Files;

/// <summary>All that was given, opened, unpacked and cut into pieces. What cannot be read is a gap and stops nothing.</summary>
sealed class SavedCase
{
    const int DeepestFolder = 3;
    const int DeepestArchive = 2;

    readonly List<SavedPiece> _pieces = [];
    readonly List<Gap> _gaps = [];
    int _files;

    SavedCase(SavedFiles files) => Files = files;

    public SavedFiles Files { get; }

    public IReadOnlyList<SavedPiece> Pieces => _pieces;

    public IReadOnlyList<Gap> Gaps => _gaps;

    /// <summary>The latest time at which one of the files was written.</summary>
    public DateTimeOffset? WrittenAt { get; private set; }

    /// <param name="input">What "-" stands for.</param>
    public static SavedCase Of(IReadOnlyList<string> paths, Func<Stream> input)
    {
        string? folder = paths.FirstOrDefault(path => Directory.Exists(path) && IsOfProcess(path));
        SavedCase found = new(new SavedFiles(paths.Count == 1 ? paths[0] : "files", folder is null ? null : DirectoryFiles.OfFolder(folder)));
        foreach (string path in paths)
        {
            if (path == "-")
                found.AddInput(input());
            else if (Directory.Exists(path))
                found.AddFolder(path, path == folder, 1);
            else
                found.AddFile(path);
        }
        return found;
    }

    static bool IsOfProcess(string folder) => File.Exists(Path.Combine(folder, "maps")) || File.Exists(Path.Combine(folder, "smaps"));

    void AddInput(Stream input)
    {
        WrittenAt = DateTimeOffset.UtcNow;
        if (TextFile.Read(input, "standard input", Limits.SavedTextBytes).Try(out byte[]? text, out Gap? gap))
            Add("standard input", text, 0);
        else
            _gaps.Add(gap);
    }

    /// <param name="isOfProcess">Its files of /proc and of the cgroup are read by their names, when they are needed.</param>
    void AddFolder(string folder, bool isOfProcess, int depth)
    {
        Note(Directory.GetLastWriteTimeUtc(folder));
        foreach (string path in Entries(folder, Directory.GetFiles))
        {
            if (!isOfProcess || !SavedFormats.IsKernelFile(Path.GetFileName(path)))
                AddFile(path);
        }
        if (isOfProcess || depth == DeepestFolder)
            return;
        foreach (string path in Entries(folder, Directory.GetDirectories))
            AddFolder(path, false, depth + 1);
    }

    string[] Entries(string folder, Func<string, string[]> of)
    {
        try
        {
            string[] entries = of(folder);
            Array.Sort(entries, StringComparer.Ordinal);
            return entries;
        }
        catch (UnauthorizedAccessException)
        {
            _gaps.Add(Evidence.Gaps.ProcFileUnreadable.At(folder, "EACCES", Path.GetFileName(folder)));
            return [];
        }
        catch (IOException)
        {
            // It went away.
            return [];
        }
    }

    void AddFile(string path)
    {
        if (_files++ >= Limits.SavedFiles)
        {
            if (_files == Limits.SavedFiles + 1)
                _gaps.Add(Evidence.Gaps.SavedFilesTooMany.At(path, null, Limits.SavedFiles.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }
        if (LongTexts.Of(path, _gaps) is { } followed)
        {
            _pieces.Add(followed);
            Note(File.GetLastWriteTimeUtc(path));
            return;
        }
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        if (!DirectoryFiles.OfFolder(folder).Read(Path.GetFileName(path), Limits.SavedTextBytes).Try(out byte[]? bytes, out Gap? gap))
        {
            _gaps.Add(gap with { Where = path });
            return;
        }
        Note(File.GetLastWriteTimeUtc(path));
        string name = Path.GetFileName(path);
        if (SavedFormats.IsKernelFile(name) && BinaryKind.Of(bytes) is null)
            AddKernel(path, name, bytes);
        else
            Add(path, bytes, 0);
    }

    void AddKernel(string path, string name, byte[] bytes)
    {
        Files.Add(name, Unwrapped.Of(bytes), path, 0);
        _pieces.Add(new SavedPiece(path, 1, bytes.AsSpan().Count((byte)'\n'), name));
    }

    void Add(string place, byte[] bytes, int depth)
    {
        if (bytes.Length == 0)
        {
            _gaps.Add(Evidence.Gaps.SavedFileEmpty.At(place));
            return;
        }
        if (Archive.IsOne(bytes) && depth < DeepestArchive)
        {
            if (Archive.Read(bytes, place, (name, text) => AddPacked(name, text, depth + 1)) is { } gap)
                _gaps.Add(gap);
            return;
        }
        byte[] unwrapped = Unwrapped.Of(bytes);
        if (BinaryKind.Of(unwrapped) is { } kind)
            _gaps.Add(Evidence.Gaps.SavedFileBinary.At(place, null, kind));
        else
            AddText(place, unwrapped);
    }

    bool AddPacked(string name, byte[] bytes, int depth)
    {
        string last = name[(name.LastIndexOfAny(['/', ':']) + 1)..];
        if (depth > 0 && SavedFormats.IsKernelFile(last) && bytes.Length > 0)
            AddKernel(name, last, bytes);
        else
            Add(name, bytes, depth);
        return ++_files < Limits.SavedFiles;
    }

    void AddText(string place, byte[] text)
    {
        bool known = false;
        foreach (TextPiece piece in TextSplit.Of(text))
        {
            SavedPiece read = PieceReader.Read(text, piece, place, Files, _gaps);
            known |= read.Kind is not null;
            _pieces.Add(read);
        }
        if (!known)
            _gaps.Add(Evidence.Gaps.SavedFileUnknown.At(place, null, _pieces[^1].Begin ?? ""));
    }

    void Note(DateTime written)
    {
        if (WrittenAt is null || written > WrittenAt)
            WrittenAt = written;
    }
}
