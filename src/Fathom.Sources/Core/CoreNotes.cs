using Fathom.Evidence;
using Fathom.Sources.Elf;

namespace Fathom.Sources.Core;

/// <summary>What the notes of a core tell of the process (kernel fs/binfmt_elf.c, fill_note_info).</summary>
sealed class CoreNotes
{
    const uint ThreadStatus = 1;
    const uint ProcessInfo = 3;
    const uint AuxiliaryVector = 6;
    const uint MappedFiles = 0x46494C45;
    const int MostAuxiliaryBytes = 64 * 1024;

    readonly Dictionary<int, CoreThread> _threads = [];

    internal CoreProcess? Process { get; private set; }

    internal IReadOnlyDictionary<int, CoreThread> Threads => _threads;

    internal IReadOnlyList<CoreMappedFile> Files { get; private set; } = [];

    internal byte[] Auxiliary { get; private set; } = [];

    internal static CoreNotes Read(IElfBytes bytes, ProgramHeader[] segments, ushort machine, ICollection<Gap> gaps)
    {
        var notes = new CoreNotes();
        bool cut = false;
        int left = Limits.CoreNotes;
        foreach (ProgramHeader segment in segments)
        {
            if (segment.Type != SegmentType.Note)
                continue;
            var part = new ElfPart(bytes, segment.Offset, segment.FileSize);
            var cursor = new NoteCursor(part, segment.Alignment);
            while (left-- > 0 && cursor.MoveNext())
            {
                if (cursor.IsOf("CORE\0"u8))
                    notes.Take(cursor.Type, cursor.Content, machine, bytes.Place, gaps);
            }
            cut |= cursor.IsCut;
        }
        if (cut)
            gaps.Add(Gaps.ElfUnreadable.At(bytes.Place, null, "notes"));
        notes.Miss(bytes.Place, gaps);
        return notes;
    }

    void Take(uint type, ElfPart content, ushort machine, string place, ICollection<Gap> gaps)
    {
        switch (type)
        {
            case ThreadStatus when CoreThread.Read(content, machine) is { } thread && _threads.Count < Limits.Threads:
                _threads[thread.Id] = thread;
                break;
            case ProcessInfo:
                Process = CoreProcess.Read(content);
                break;
            case AuxiliaryVector when content.Length <= MostAuxiliaryBytes:
                byte[] vector = new byte[content.Length];
                Auxiliary = content.ReadWhole(0, vector) ? vector : [];
                break;
            case MappedFiles:
                Result<IReadOnlyList<CoreMappedFile>> files = CoreMappedFile.ReadAll(content, place);
                Files = files.Or(null) ?? [];
                if (files.Gap is { } gap)
                    gaps.Add(gap);
                break;
            default:
                break;
        }
    }

    void Miss(string place, ICollection<Gap> gaps)
    {
        if (Process is null)
            gaps.Add(Gaps.CoreNoteAbsent.At(place, null, "which process it was", "NT_PRPSINFO"));
        if (_threads.Count == 0)
            gaps.Add(Gaps.CoreNoteAbsent.At(place, null, "which threads it had", "NT_PRSTATUS"));
        if (Files.Count == 0)
            gaps.Add(Gaps.CoreNoteAbsent.At(place, null, "which files were mapped", "NT_FILE"));
    }
}
