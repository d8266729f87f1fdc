using Fathom.Evidence;
using Fathom.Sources.Bundle;

namespace Fathom.Sources;

/// <summary>One look, whichever way in: nothing above can tell a process from a core, a folder or a bundle.</summary>
public static class Look
{
    public static Result<Snapshot> At(TargetPlace place, LookOptions options)
    {
        if (place.Pid is { } pid)
            return LiveLook.At(pid, options);
        if (Directory.Exists(place.Path))
            return FolderLook.At(place.Path, options);
        return BundleFile.Is(place.Path!) ? BundleLook.At(place.Path!, options) : CoreLook.At(place.Path!, options);
    }
}
