using Fathom.Evidence;
using Fathom.Sources.Core;
using Fathom.Sources.Files;

namespace Fathom.Sources;

/// <summary>One look, whichever way in: nothing above can tell a process from a core or from files.</summary>
public static class Look
{
    public static Result<Snapshot> At(TargetPlace place, LookOptions options)
    {
        if (place.Pid is { } pid)
            return LiveLook.At(pid, options);
        return place.Files is [var only] && CoreFile.IsOne(only) ? CoreLook.At(only, options) : SavedLook.At(place.Files, place.Input, options);
    }
}
