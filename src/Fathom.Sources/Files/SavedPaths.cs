using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Files;

/// <summary>Opens what was given by its path, folders with all that is in them, and hands it to the case.</summary>
sealed class SavedPaths(SavedCase found)
{
    const int DeepestFolder = 3;

    /// <summary>The one folder among them that stands for /proc/PID; null where none does.</summary>
    public static string? OfProcess(IReadOnlyList<string> paths) =>
        paths.FirstOrDefault(path => Directory.Exists(path) && (File.Exists(Path.Combine(path, "maps")) || File.Exists(Path.Combine(path, "smaps"))));

    /// <param name="input">What "-" stands for.</param>
    public void Add(IReadOnlyList<string> paths, Func<Stream> input)
    {
        foreach (string path in paths)
        {
            if (path == "-")
                AddInput(input());
            else if (Directory.Exists(path))
                AddFolder(path, path == found.Folder, 1);
            else
                AddFile(path);
        }
    }

    void AddInput(Stream input)
    {
        found.Note(DateTime.UtcNow);
        if (TextFile.Read(input, "standard input", Limits.SavedTextBytes).Try(out byte[]? text, out Gap? gap))
            found.AddFile("standard input", text);
        else
            found.Miss(gap);
    }

    /// <param name="isOfProcess">Its files of /proc and of the cgroup are read by their names, when they are needed.</param>
    void AddFolder(string folder, bool isOfProcess, int depth)
    {
        found.Note(Directory.GetLastWriteTimeUtc(folder));
        foreach (string path in Entries(folder, Directory.GetFiles))
        {
            if (!isOfProcess || !SavedFormats.IsKernelFile(Path.GetFileName(path)))
                AddFile(path);
        }
        if (isOfProcess || depth == DeepestFolder)
            return;
        foreach (string path in Entries(folder, Directory.GetDirectories))
            AddFolder(path, false, depth + 1);
    }

    string[] Entries(string folder, Func<string, string[]> of)
    {
        try
        {
            string[] entries = of(folder);
            Array.Sort(entries, StringComparer.Ordinal);
            return entries;
        }
        catch (UnauthorizedAccessException)
        {
            found.Miss(Evidence.Gaps.ProcFileUnreadable.At(folder, "EACCES", Path.GetFileName(folder)));
            return [];
        }
        catch (IOException)
        {
            // It went away.
            return [];
        }
    }

    void AddFile(string path)
    {
        if (!found.TakesFile(path))
            return;
        if (!found.AddLog(path))
        {
            string folder = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
            if (!DirectoryFiles.OfFolder(folder).Read(Path.GetFileName(path), Limits.SavedTextBytes).Try(out byte[]? bytes, out Gap? gap))
            {
                found.Miss(gap with { Where = path });
                return;
            }
            found.AddFile(path, bytes);
        }
        found.Note(File.GetLastWriteTimeUtc(path));
    }
}
