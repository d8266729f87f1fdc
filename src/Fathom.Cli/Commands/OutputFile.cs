using Fathom.Evidence;

namespace Fathom.Cli.Commands;

/// <summary>The file of -o: new, or written over, readable by its owner alone.</summary>
static class OutputFile
{
    /// <summary>Now there is something to write: what stood in the file before goes. Devices have no length.</summary>
    public static void Begin(Stream? file)
    {
        if (file is { CanSeek: true, Length: > 0 })
            file.SetLength(0);
    }

    /// <summary>A file that was there already may be open to others; devices are as they are.</summary>
    public static void KeepPrivate(string? path)
    {
        if (path is null || !File.Exists(path))
            return;
        string real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        if (!real.StartsWith("/dev/", StringComparison.Ordinal) && !real.StartsWith("/proc/", StringComparison.Ordinal))
            File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public static Result<Stream?> Open(string? path)
    {
        if (path is null)
            return (Stream?)null;
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                // Not Create: what an earlier call wrote is kept until there is something to put in its place.
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (UnauthorizedAccessException)
        {
            return Gaps.OutputUnwritable.At(path, "EACCES");
        }
        catch (ArgumentException)
        {
            return Gaps.OutputUnwritable.At("-o", "EINVAL");
        }
        catch (IOException problem)
        {
            return Gaps.OutputUnwritable.At(path, problem is DirectoryNotFoundException ? "ENOENT" : null);
        }
    }
}
