using Fathom.Evidence;
using Fathom.Sources.Bundle;
using Fathom.Sources.Core;
using Fathom.Sources.Files;

namespace Fathom.Sources;

/// <summary>One look, whichever way in: nothing above can tell a process from a core, a bundle or saved files.</summary>
public static class Look
{
    public static Result<Snapshot> At(TargetPlace place, LookOptions options)
    {
        if (place.Pid is { } pid)
            return LiveLook.At(pid, options);
        if (place.Files is [var only] && only != "-" && !Directory.Exists(only))
        {
            if (BundleFile.Is(only))
                return BundleLook.At(only, options);
            if (CoreFile.IsOne(only))
                return CoreLook.At(only, options);
        }
        if (place.Files.Count > 1 && place.Files.FirstOrDefault(BundleFile.Is) is { } bundle)
            return BundleLook.At(bundle, options).Then(seen => SavedLook.Beside(bundle, seen, [.. place.Files.Where(file => file != bundle)], place.Input));
        return SavedLook.At(place.Files, place.Input, options);
    }
}
