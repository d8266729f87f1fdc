namespace Fathom.Views.Text;

/// <summary>The lab in columns: what can be run, and in which roots.</summary>
public static class LabView
{
    public static void WriteScenarios(TextWriter to, IEnumerable<LabRow> rows) =>
        Write(to, new LabRow("SCENARIO", "VARIANTS", "WHAT"), rows);

    public static void WriteRoots(TextWriter to, IEnumerable<LabRow> rows) =>
        Write(to, new LabRow("ROOT", "JDK, GLIBC", "WHERE"), rows);

    static void Write(TextWriter to, LabRow head, IEnumerable<LabRow> rows)
    {
        LabRow[] all = [head, .. rows];
        int first = all.Max(row => row.Name.Length);
        int second = all.Max(row => row.Kinds.Length);
        foreach (LabRow row in all)
            to.WriteLine($"{row.Name.PadRight(first)}  {row.Kinds.PadRight(second)}  {row.Words}".TrimEnd());
    }
}
