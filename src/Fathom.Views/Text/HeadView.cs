using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>First line of every answer: who, which JVM, since when, and how near the limit.</summary>
public static class HeadView
{
    public static void Write(Snapshot snapshot, int columns, TextWriter to)
    {
        Target target = snapshot.Target;
        List<string> parts = [Name(target, columns / 2)];
        if (target.Pid is { } pid)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"pid {pid}"));
        if (target.Jvm is { } jvm)
            parts.Add(jvm.Version is { } version ? "JDK " + Printable.Cut(version, 24) : "JVM");
        if (target.Uptime is { } up)
            parts.Add("up " + SizeText.Of(up));
        to.WriteLine(string.Join("  ", parts));
        if (snapshot.Cgroup is { } cgroup)
            to.WriteLine("Container " + HeadroomText.Sentence(cgroup, isNow: snapshot.Saved is null));
    }

    static string Name(Target target, int columns)
    {
        // Behind "sleep" or "bash" the first argument is no main class.
        string command = target.Jvm is null ? target.Command.Program : target.Command.Main;
        string name = command.Length > 0 ? command
            : target.Files.Count == 0 ? "(no name)"
            : target.Files.Count == 1 ? target.Files[0]
            : string.Create(CultureInfo.InvariantCulture, $"{target.Files[0]} and {target.Files.Count - 1} more");
        return Printable.CutLeft(name, columns);
    }
}
