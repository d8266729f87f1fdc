using Fathom.Evidence;

namespace Fathom.Lab.Jdks;

/// <summary>Where compiled scenarios are kept: $XDG_CACHE_HOME/fathom, else ~/.cache/fathom; nobody else's to read.</summary>
static class CacheFolder
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static Result<string> Open()
    {
        string? named = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string? home = Environment.GetEnvironmentVariable("HOME");
        // The XDG rules: a path that is not absolute is to be ignored.
        string? parent = Path.IsPathRooted(named) ? named : Path.IsPathRooted(home) ? Path.Combine(home, ".cache") : null;
        if (parent is null)
            return Gaps.NoCacheFolder.At("XDG_CACHE_HOME, HOME");
        string folder = Path.Combine(parent, "fathom");
        try
        {
            Directory.CreateDirectory(parent);
            return Directory.CreateDirectory(folder, OwnerOnly).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Gaps.NoCacheFolder.At(folder);
        }
    }
}
