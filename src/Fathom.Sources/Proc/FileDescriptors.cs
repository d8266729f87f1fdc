using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/fd: a link for each open file, whose text tells the kind (proc_pid_fd(5)).</summary>
static class FileDescriptors
{
    const string NoName = " (deleted)";

    static readonly string[] Archives = [".jar", ".war", ".zip"];

    public static Result<OpenFiles> Read(IProcFiles files) =>
        files.List("fd").Then<OpenFiles>(entries => Count(entries.Count, Texts(files, entries)));

    /// <summary>One that is closed meanwhile has no text: it counts as open and of no kind.</summary>
    static IEnumerable<string> Texts(IProcFiles files, IReadOnlyList<string> entries)
    {
        for (int i = 0; i < Math.Min(entries.Count, Limits.NamedFiles); i++)
            yield return files.ReadLink("fd/" + entries[i]).Or("")!;
    }

    internal static OpenFiles Count(long all, IEnumerable<string> texts)
    {
        (long looked, long jars, long deletedJars, long polls, long counters, long sockets, long pipes, long deleted) = (0, 0, 0, 0, 0, 0, 0, 0);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            looked++;
            bool isDeleted = text.EndsWith(NoName, StringComparison.Ordinal);
            string name = isDeleted ? text[..^NoName.Length] : text;
            if (name.StartsWith("socket:[", StringComparison.Ordinal))
                sockets++;
            else if (name.StartsWith("pipe:[", StringComparison.Ordinal))
                pipes++;
            else if (name == "anon_inode:[eventpoll]")
                polls++;
            else if (name == "anon_inode:[eventfd]")
                counters++;
            else if (IsArchive(name))
            {
                jars++;
                names.Add(name);
                deletedJars += isDeleted ? 1 : 0;
            }
            deleted += isDeleted ? 1 : 0;
        }
        return new OpenFiles(all)
        {
            Looked = looked,
            Jars = jars,
            RepeatedJars = jars - names.Count,
            DeletedJars = deletedJars,
            EventPolls = polls,
            EventCounters = counters,
            Sockets = sockets,
            Pipes = pipes,
            Deleted = deleted,
        };
    }

    static bool IsArchive(string name)
    {
        foreach (string ending in Archives)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
