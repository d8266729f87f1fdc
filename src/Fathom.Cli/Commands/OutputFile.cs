using Fathom.Evidence;

namespace Fathom.Cli.Commands;

/// <summary>The file of -o: new, or written over, readable by its owner alone.</summary>
static class OutputFile
{
    public static Result<Stream?> Open(string? path)
    {
        if (path is null)
            return (Stream?)null;
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (UnauthorizedAccessException)
        {
            return Gaps.OutputUnwritable.At(path, "EACCES");
        }
        catch (IOException problem)
        {
            return Gaps.OutputUnwritable.At(path, problem is DirectoryNotFoundException ? "ENOENT" : null);
        }
    }
}
