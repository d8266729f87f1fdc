using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.Saved;
using Fathom.Sources.HeapDumps;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Files;

/// <summary>A heap dump among the files of a case, packed or not. It is no text, has gigabytes, and is read where it lies.</summary>
static class HeapDumpFile
{
    public const string Kind = "heap dump";

    const int HeadBytes = 64;

    /// <summary>Null where it is none.</summary>
    public static SavedPiece? Of(string path, ICollection<Gap> gaps)
    {
        using SafeFileHandle? file = FileHandle.Open(path, Libc.OpenNonBlock, out _);
        if (file is null || !FileHandle.IsRegular(file))
            return null;
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..FileHandle.Begin(file, head)];
        if (DumpHead.Begins(head))
            return HeapDumpLook.Of(new PlainDump(file), path, gaps) is { } dump ? Piece(path, dump) : null;
        if (!head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return null;
        PackedDump packed = new(file);
        // What only looks like a gzip file is another reader's to tell.
        if (HeapDumpLook.Of(packed, path, gaps) is not { } unpacked)
            return null;
        if (packed.IsDamaged)
            gaps.Add(Gaps.PackedDamaged.At(path));
        return Piece(path, unpacked);
    }

    static SavedPiece Piece(string path, HeapDump dump) => new(path, 0, 0, Kind) { Content = dump, SaidAt = dump.TakenAt.UtcDateTime };
}
