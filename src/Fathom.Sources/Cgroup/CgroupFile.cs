using Fathom.Evidence;
using Fathom.Sources.Native;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Sources.Cgroup;

static class CgroupFile
{
    public static byte[]? Read(SafeFileHandle? file, int limit) =>
        file is not null && FileHandle.IsRegular(file) && FileHandle.ReadAll(file, limit, out bool cut, out _) is { } bytes && !cut
            ? bytes
            : null;

    public static IReadOnlyList<string> Folders(string path)
    {
        try
        {
            return [.. new DirectoryInfo(path).EnumerateDirectories().Take(Limits.Cgroups).Select(folder => folder.Name)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went away, or is another user's.
            return [];
        }
    }
}
