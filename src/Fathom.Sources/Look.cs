using Fathom.Evidence;

namespace Fathom.Sources;

/// <summary>One look, whichever way in: nothing above can tell a process from a core or a folder.</summary>
public static class Look
{
    public static Result<Snapshot> At(TargetPlace place, LookOptions options)
    {
        if (place.Pid is { } pid)
            return LiveLook.At(pid, options);
        return Directory.Exists(place.Path) ? FolderLook.At(place.Path, options) : CoreLook.At(place.Path!, options);
    }
}
