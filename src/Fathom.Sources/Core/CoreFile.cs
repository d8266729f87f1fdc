using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Core;

/// <summary>
/// An ELF core (core(5)) in the place of a live process: its segments as memory, its notes as the files of /proc. A
/// core may be larger than our machine, so only the program headers are held; everything else is read when asked for.
/// </summary>
public sealed class CoreFile : IDisposable
{
    readonly RegularFile _file;

    CoreFile(RegularFile file, ElfHeader header, ProgramHeader[] segments)
    {
        _file = file;
        var bytes = new FileBytes(file);
        var gaps = new List<Gap>();
        CoreNotes notes = CoreNotes.Read(bytes, segments, header.Machine, gaps);
        Segments = CoreSegments.Of(segments, file.Place, gaps);
        Memory = new CoreMemory(bytes, Segments);
        Notes = notes;
        Files = new CoreProcFiles(this);
        if (EndOf(segments) is var end && end > (ulong)file.Length.Value)
            gaps.Add(Cut(end));
        Missing = gaps;
    }

    public string Place => _file.Place;

    public Bytes Length => _file.Length;

    public IMemory Memory { get; }

    public IProcFiles Files { get; }

    /// <summary>What the core itself lacks.</summary>
    public IReadOnlyList<Gap> Missing { get; }

    internal CoreNotes Notes { get; }

    internal IReadOnlyList<ProgramHeader> Segments { get; }

    /// <summary>By its first bytes (e_type is ET_CORE, elf(5)); whether it can be read is for <see cref="Open"/> to say.</summary>
    public static bool IsOne(string path)
    {
        if (!RegularFile.Open(path, new Bytes(long.MaxValue)).Try(out RegularFile? file, out _))
            return false;
        using (file)
        {
            Span<byte> head = stackalloc byte[18];
            return file.Read(0, head) == head.Length && head.StartsWith("\u007fELF"u8) && (head[16], head[17]) is (4, 0) or (0, 4);
        }
    }

    public static Result<CoreFile> Open(string path)
    {
        Result<RegularFile> file = RegularFile.Open(path, new Bytes(long.MaxValue));
        if (file.Gap is { } unopened)
            return unopened;
        Result<CoreFile> core = Read(file.Value);
        if (!core.Ok)
            file.Value.Dispose();
        return core;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The next stretch of the file within [from, to) that is not a hole.</summary>
    internal (long Start, long End)? NextData(long from, long to)
    {
        if (from >= to || _file.Seek(from, Libc.SeekData) is not { } start || start >= to)
            return null;
        long end = _file.Seek(start, Libc.SeekHole) ?? to;
        return (start, Math.Min(end, to));
    }

    static Result<CoreFile> Read(RegularFile file)
    {
        var bytes = new FileBytes(file);
        Result<ElfHeader> header = ElfHeader.Read(bytes);
        if (header.Gap is { } gap)
            return gap.Id == Gaps.ElfNotElf.Id ? Gaps.CoreNotCore.At(file.Place) : gap;
        if (header.Value.Type != ElfType.Core)
            return Gaps.CoreNotCore.At(file.Place);
        Result<ProgramHeader[]> segments = ProgramHeader.ReadAll(
            bytes, header.Value.ProgramHeadersAt, CountSegments(bytes, header.Value), Limits.CoreSegments);
        return segments.Gap is { } damaged ? damaged : new CoreFile(file, header.Value, segments.Value);
    }

    /// <summary>From 65,535 mappings on the number stands in the first section header (elf(5), PN_XNUM).</summary>
    static uint CountSegments(FileBytes bytes, ElfHeader header)
    {
        Span<byte> section = stackalloc byte[SectionHeader.Size];
        if (header.ProgramHeaders != ElfHeader.NumberElsewhere || header.SectionHeadersAt == 0)
            return header.ProgramHeaders;
        return bytes.Read(header.SectionHeadersAt, section) == section.Length
            ? SectionHeader.Parse(section).Extra
            : header.ProgramHeaders;
    }

    static ulong EndOf(ProgramHeader[] segments)
    {
        ulong end = 0;
        foreach (ProgramHeader segment in segments)
            end = Math.Max(end, segment.Offset + segment.FileSize);
        return end;
    }

    Gap Cut(ulong end) => Gaps.CoreTruncated.At(
        Place,
        null,
        _file.Length.Value.ToString(CultureInfo.InvariantCulture),
        end.ToString(CultureInfo.InvariantCulture));
}
