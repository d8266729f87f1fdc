using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>
/// /proc/PID/map_files: the mapped file itself, whatever has happened to its name. Needs CAP_SYS_ADMIN or
/// CAP_CHECKPOINT_RESTORE in the first user namespace (kernel fs/proc/base.c, proc_map_files_get_link).
/// </summary>
public sealed class MapFiles(int pid) : IMappedFiles
{
    public Result<RegularFile> Open(Mapping mapping)
    {
        string path = string.Create(
            CultureInfo.InvariantCulture,
            $"/proc/{pid}/map_files/{mapping.Range.Start.Value:x}-{mapping.Range.End.Value:x}");
        return RegularFile.Open(path, new Bytes(Limits.MappedFileBytes));
    }
}
