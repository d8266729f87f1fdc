using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>The JVMs as a table; on a narrow screen each has a second line with its room and command.</summary>
public static class PsView
{
    const int WideFrom = 140;

    public static void Write(IReadOnlyList<JvmSummary> jvms, int columns, TextWriter to)
    {
        bool wide = columns >= WideFrom;
        List<Column> layout = [new("PID", 7, Align.Right), new("RSS", 8, Align.Right), new("VSZ", 8, Align.Right),
            new("Xmx", 8, Align.Right), new("Limit", 8, Align.Right), new("Threads", 7, Align.Right), new("Up", 6, Align.Right)];
        if (wide)
            layout.AddRange([new("JDK", 24), new("Headroom", 18), new("Command", 0)]);
        else
            layout.Add(new("JDK", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        foreach (JvmSummary jvm in jvms)
        {
            List<string> cells = Figures(jvm);
            if (wide)
                cells.AddRange([HeadroomText.Words(jvm.Cgroup), jvm.Target.Command.Shown]);
            table.Row([.. cells]);
            if (!wide)
                table.Under(jvm.Target.Command.Main + ": " + HeadroomText.Brief(jvm.Cgroup) + ".  " + jvm.Target.Command.Shown);
        }
    }

    static List<string> Figures(JvmSummary jvm) =>
    [
        Number(jvm.Target.Pid), SizeText.Of(jvm.Status.Resident), SizeText.Of(jvm.Status.Size),
        SizeText.Of(jvm.Target.Command.MaxHeap), SizeText.Of(jvm.Cgroup?.Limit), Number(jvm.Status.Threads),
        SizeText.Of(jvm.Target.Uptime), jvm.Target.Jvm?.Version ?? "-",
    ];

    static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
