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
            to.WriteLine("Container " + HeadroomText.Sentence(cgroup));
    }

    static string Name(Target target, int columns)
    {
        string name = target.Command.Main.Length > 0 ? target.Command.Main
            : target.Files.Count > 0 ? target.Files[0] : "(no name)";
        return Printable.CutLeft(name, columns);
    }
}
