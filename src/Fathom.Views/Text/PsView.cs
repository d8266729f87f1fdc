using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>One line a JVM.</summary>
public static class PsView
{
    public static void Write(IReadOnlyList<JvmSummary> jvms, int columns, TextWriter to)
    {
        bool wide = columns >= 120;
        List<Column> layout = [new("PID", 7, Align.Right), new("RSS", 9, Align.Right), new("Xmx", 9, Align.Right),
            new("Limit", 9, Align.Right), new("Left", 9, Align.Right)];
        if (wide)
            layout.AddRange([new("VSZ", 9, Align.Right), new("Threads", 7, Align.Right), new("Up", 7, Align.Right),
                new("JDK", 22), new("Headroom", 18)]);
        layout.Add(new("Command", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        foreach (JvmSummary jvm in jvms)
        {
            List<string> cells = [Number(jvm.Target.Pid), SizeText.Of(jvm.Status.Resident),
                SizeText.Of(jvm.Target.Command.MaxHeap), SizeText.Of(jvm.Cgroup?.Limit), SizeText.Of(jvm.Cgroup?.Headroom)];
            if (wide)
                cells.AddRange([SizeText.Of(jvm.Status.Size), Number(jvm.Status.Threads), SizeText.Of(jvm.Target.Uptime),
                    jvm.Target.Jvm?.Version ?? "-", jvm.Cgroup is { } cgroup ? HeadroomText.Words(cgroup) : "-"]);
            cells.Add(wide ? jvm.Target.Command.Shown : jvm.Target.Command.Main);
            table.Row([.. cells]);
        }
    }

    static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
