using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;
using Fathom.Sources.Proc;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Files;

/// <summary>All that was given, opened, unpacked and cut into pieces. What cannot be read is a gap and stops nothing.</summary>
sealed class SavedCase
{
    const int DeepestArchive = 2;

    readonly List<SavedPiece> _pieces = [];
    readonly List<Gap> _gaps = [];
    readonly List<GivenFile> _notes;
    readonly bool _takesNotes;
    int _files;
    int _collected;

    readonly HeldProfiles _profiles;

    SavedCase(SavedFiles files, List<GivenFile> notes, bool takesNotes)
    {
        (Files, _notes, _takesNotes) = (files, notes, takesNotes);
        _profiles = new HeldProfiles(_pieces);
    }

    public SavedFiles Files { get; }

    public IReadOnlyList<SavedPiece> Pieces => _pieces;

    public IReadOnlyList<Gap> Gaps => _gaps;

    /// <summary>The latest time at which one of the files was written.</summary>
    public DateTimeOffset? WrittenAt { get; private set; }

    /// <summary>What was read, where notes are taken; files of the folder come to it as they are asked for.</summary>
    public IReadOnlyList<GivenFile> Notes => _notes;

    /// <summary>The folder of /proc files among what was given.</summary>
    public string? Folder { get; private init; }

    /// <param name="input">What "-" stands for.</param>
    /// <param name="takesNotes">Keeps the texts, to store them.</param>
    public static SavedCase Of(IReadOnlyList<string> paths, Func<Stream> input, bool takesNotes)
    {
        string? folder = SavedPaths.OfProcess(paths);
        List<GivenFile> notes = [];
        IProcFiles? files = folder is null ? null : DirectoryFiles.OfFolder(folder);
        if (files is not null && takesNotes)
            files = new NotedFolder(files, notes);
        SavedCase found = new(new SavedFiles(paths.Count == 1 ? paths[0] : "files", files), notes, takesNotes) { Folder = folder };
        new SavedPaths(found).Add(paths, input);
        return found.Ended();
    }

    /// <summary>The same case out of the notes.</summary>
    public static SavedCase Again(GivenFiles given)
    {
        FolderOfNotes? folder = given.Folder is { } name ? new FolderOfNotes(name) : null;
        SavedCase found = new(new SavedFiles(given.Place, folder), [], false) { Folder = given.Folder };
        foreach (GivenFile file in given.Entries)
        {
            if (file.Kind == GivenKind.FolderFile)
                folder?.Add(file.Name, file.Gap is { } gap ? gap : file.Text ?? []);
            else
                found.AddAgain(file);
        }
        return found.Ended();
    }

    /// <summary>What the collecting script wrote ends with a line that says so.</summary>
    SavedCase Ended()
    {
        using ProfileSymbols symbols = new([]);
        for (int i = 0; i < _pieces.Count; i++)
            _pieces[i] = ProfilePieces.Told(_pieces[i], symbols);
        if (_profiles.LeftOut > 0)
            _gaps.Add(Evidence.Gaps.ProfilesLeftOut.At(Files.Place, null, _profiles.LeftOut.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));
        if (_collected > 0)
            _gaps.Add(Evidence.Gaps.ToolTextIncomplete.At(_pieces[^1].File, null, "==> end <==", "capture --script"));
        return this;
    }

    void AddAgain(GivenFile file)
    {
        if (file is { Kind: GivenKind.Text, Text: { } text })
            AddText(file.Place, text);
        else if (file is { Kind: GivenKind.KernelFile, Text: { } kernel })
            AddKernel(file.Place, file.Name, kernel);
        else if (file is { Kind: GivenKind.Log, Open: { } open })
            AddLog(file, open);
        else if (file is { Kind: GivenKind.Gap, Gap: { } gap })
            Miss(gap);
    }

    void AddLog(GivenFile file, Func<Stream?> open)
    {
        using Stream? log = open();
        if (log is not null && LongTexts.Again(file.Name, log, file.Place, _gaps) is { } followed)
            Take(followed);
    }

    public void Miss(Gap gap)
    {
        _gaps.Add(gap);
        Note(new GivenFile(GivenKind.Gap, gap.Where, "") { Gap = gap });
    }

    void Note(GivenFile file)
    {
        if (_takesNotes)
            _notes.Add(file);
    }

    /// <summary>One more of them; false where there are as many as may be, which is told once.</summary>
    public bool TakesFile(string path)
    {
        if (_files++ < Limits.SavedFiles)
            return true;
        if (_files == Limits.SavedFiles + 1)
            Miss(Evidence.Gaps.SavedFilesTooMany.At(path, null, Limits.SavedFiles.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return false;
    }

    /// <summary>A log, a heap dump or a recording, which are followed, not held; false for any other file.</summary>
    public bool AddFollowed(string path)
    {
        if (HeapDumpFile.Of(path, _gaps) is { } dump)
        {
            _pieces.Add(dump);
            return true;
        }
        if (Recordings.Of(path, _gaps) is { } recording)
        {
            Add(recording, () => ProfileFiles.Open(path, static () => Stream.Null));
            return true;
        }
        if (ProfilePieces.OfBinary(path, _gaps) is { } profile)
        {
            AddProfile(profile);
            return true;
        }
        if (LongTexts.Of(path, _gaps) is not { } followed)
            return false;
        Take(followed.Piece);
        Note(new GivenFile(GivenKind.Log, path, followed.Piece.Kind!) { Open = () => LongTexts.Open(path, followed.Length) });
        if (followed.Cut is { } cut)
            Miss(cut);
        return true;
    }

    public void AddFile(string path, byte[] bytes)
    {
        OwnFootprint.GrowFor(bytes.Length);
        string name = Path.GetFileName(path);
        // A command line has a zero behind each word: that makes it no binary file.
        if (name == "cmdline" || (SavedFormats.IsKernelFile(name) && BinaryKind.Of(bytes) is null))
            AddKernel(path, name, Unwrapped.Of(bytes));
        else
            Add(path, bytes, 0);
    }

    void AddKernel(string path, string name, byte[] bytes)
    {
        Note(new GivenFile(GivenKind.KernelFile, path, name) { Text = bytes });
        Files.Add(name, bytes, path, 0);
        _pieces.Add(new SavedPiece(path, 1, bytes.AsSpan().Count((byte)'\n'), name));
    }

    void Add(string place, byte[] bytes, int depth)
    {
        if (Archive.IsOne(bytes) && depth < DeepestArchive)
        {
            if (Archive.Read(bytes, place, (name, text) => AddPacked(name, text, depth + 1)) is { } gap)
                Miss(gap);
            return;
        }
        if (FlightFile.Begins(bytes))
        {
            Add(Recordings.Of(new MemoryStream(bytes), place, _gaps), () => ProfileFiles.Read(new MemoryStream(bytes), place));
            return;
        }
        // Its first bytes are made to show what changes line ends.
        byte[] unwrapped = Bundle.BundleFile.Begins(bytes) ? bytes : Unwrapped.Of(bytes);
        if (BinaryKind.Of(unwrapped) is not { } kind)
            AddText(place, unwrapped);
        else if (ProfilePieces.Of(bytes, place, _gaps) is { } profile)
            AddProfile(profile);
        else
            Miss(Evidence.Gaps.SavedFileBinary.At(place, null, kind));
    }

    void Take(SavedPiece piece)
    {
        _pieces.Add(piece);
        _profiles.Add(_pieces.Count - 1);
    }

    void AddProfile(SavedPiece profile)
    {
        Take(profile);
        Note(new GivenFile(GivenKind.Gap, profile.File, "") { Gap = Evidence.Gaps.ProfileNotStored.At(profile.File) });
    }

    /// <param name="allocations">Reads it once more, for what a profiler put into it.</param>
    void Add(SavedPiece recording, Func<Result<Parsed<AllocationProfile>>> allocations)
    {
        _pieces.Add(recording);
        if (ProfilePieces.Of((FlightRecording)recording.Content!, allocations, _gaps) is { } profile)
            Take(profile);
        Note(new GivenFile(GivenKind.Gap, recording.File, "") { Gap = Evidence.Gaps.RecordingNotStored.At(recording.File) });
    }

    bool AddPacked(string name, byte[] bytes, int depth)
    {
        string last = name[(name.LastIndexOfAny(['/', ':']) + 1)..];
        if (depth > 0 && SavedFormats.IsKernelFile(last) && bytes.Length > 0)
            AddKernel(name, last, Unwrapped.Of(bytes));
        else
            Add(name, bytes, depth);
        return ++_files < Limits.SavedFiles;
    }

    void AddText(string place, byte[] text)
    {
        // Or it was only what mails and editors put around a text.
        if (text.Length == 0)
        {
            Miss(Evidence.Gaps.SavedFileEmpty.At(place));
            return;
        }
        Note(new GivenFile(GivenKind.Text, place, "") { Text = text });
        bool known = false;
        int before = _pieces.Count;
        foreach (TextPiece piece in TextSplit.Of(text))
        {
            SavedPiece read = PieceReader.Read(text, piece, place, Files, _gaps);
            known |= read.Kind is not null;
            Take(read);
            _collected += CollectedText.Open(piece.Name);
        }
        if (known)
            return;
        if (ProfilePieces.Of(text, place, _gaps) is { } profile)
        {
            _pieces.RemoveRange(before, _pieces.Count - before);
            Take(profile);
        }
        else
            _gaps.Add(Evidence.Gaps.SavedFileUnknown.At(place, null, _pieces[^1].Begin ?? ""));
    }

    public void Note(DateTime written)
    {
        if (WrittenAt is null || written > WrittenAt)
            WrittenAt = written;
    }
}
