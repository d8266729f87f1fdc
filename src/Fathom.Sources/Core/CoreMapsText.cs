using System.Globalization;
using System.Text;
using Fathom.Sources.Elf;

namespace Fathom.Sources.Core;

/// <summary>
/// /proc/PID/maps of a core. Segments say range and rights, NT_FILE the names; gcore leaves segments out that it did
/// not dump, then the name stands alone and the right to read is assumed. Neither tells device, inode, [heap] or
/// whether a mapping was shared, except where the kernel's own name does.
/// </summary>
static class CoreMapsText
{
    const int NameColumn = 73;
    const ulong VsyscallPage = 0xFFFFFFFFFF600000;

    internal static string Of(CoreFile core)
    {
        var text = new StringBuilder();
        IReadOnlyList<ProgramHeader> loads = core.Segments;
        IReadOnlyList<CoreMappedFile> files = core.Notes.Files;
        ulong at = 0;
        int load = 0;
        int file = 0;
        while (true)
        {
            while (load < loads.Count && loads[load].MemoryEnd <= at)
                load++;
            while (file < files.Count && files[file].End <= at)
                file++;
            if (load == loads.Count && file == files.Count)
                return text.ToString();
            ulong loadStart = load < loads.Count ? Math.Max(at, loads[load].VirtualAddress) : ulong.MaxValue;
            ulong fileStart = file < files.Count ? Math.Max(at, files[file].Start) : ulong.MaxValue;
            ulong start = Math.Min(loadStart, fileStart);
            ProgramHeader? inLoad = load < loads.Count && loadStart == start ? loads[load] : null;
            CoreMappedFile? inFile = file < files.Count && fileStart == start ? files[file] : null;
            at = Math.Min(inLoad?.MemoryEnd ?? loadStart, inFile?.End ?? fileStart);
            Append(text, start, at, inLoad, inFile, core.Notes.Auxiliary);
        }
    }

    static void Append(
        StringBuilder text, ulong start, ulong end, ProgramHeader? load, CoreMappedFile? file, byte[] auxiliary)
    {
        int lineStart = text.Length;
        SegmentAccess access = load?.Access ?? SegmentAccess.Read;
        string name = file?.Name ?? SpecialName(start, end, auxiliary);
        ulong offset = file is { } f ? unchecked(f.Offset + (start - f.Start)) : 0;
        text.Append(CultureInfo.InvariantCulture, $"{start:x8}-{end:x8} ");
        text.Append((access & SegmentAccess.Read) != 0 ? 'r' : '-');
        text.Append((access & SegmentAccess.Write) != 0 ? 'w' : '-');
        text.Append((access & SegmentAccess.Execute) != 0 ? 'x' : '-');
        text.Append(IsShared(name) ? 's' : 'p');
        text.Append(CultureInfo.InvariantCulture, $" {offset:x8} 00:00 0 ");
        if (name.Length > 0)
        {
            text.Append(' ', Math.Max(0, NameColumn - (text.Length - lineStart)));
            text.Append(name.Replace("\n", "\\012", StringComparison.Ordinal));
        }
        text.Append('\n');
    }

    /// <summary>Names that the kernel gives to shared memory only (mm/shmem.c, ipc/shm.c).</summary>
    static bool IsShared(string name) =>
        name.StartsWith("/dev/zero", StringComparison.Ordinal) || name.StartsWith("/SYSV", StringComparison.Ordinal);

    static string SpecialName(ulong start, ulong end, byte[] auxiliary)
    {
        if (start == VsyscallPage)
            return "[vsyscall]";
        if (AuxiliaryVector.Find(auxiliary, AuxiliaryVector.Vdso) == start)
            return "[vdso]";
        return AuxiliaryVector.Find(auxiliary, AuxiliaryVector.ExecutableName) is { } name && name >= start && name < end
            ? "[stack]"
            : "";
    }
}
