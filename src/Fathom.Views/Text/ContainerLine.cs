using System.Globalization;
using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Views.Text;

/// <summary>The container in a line: its usage, and what it is the sum of.</summary>
static class ContainerLine
{
    public static void Write(ContainerLedger? ledger, bool isJvm, int columns, TextWriter to)
    {
        if (ledger is null)
            return;
        Paragraph.Write("Container", Sum(ledger, isJvm), columns, to);
        if (Hurt(ledger.Container.Events) is { } hurt)
            Paragraph.Write("", hurt, columns, to);
    }

    /// <summary>Null where the limit never did anything.</summary>
    public static string? Hurt(MemoryEvents events)
    {
        List<string> said = [];
        if (events.Kills is > 0 and var kills)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"{kills} killed for want of memory"));
        if (events.LimitMet is > 0 and var met)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"the limit was met {met} times"));
        if (events.Slowed is > 0 and var slowed)
            said.Add(string.Create(CultureInfo.InvariantCulture, $"slowed down {slowed} times"));
        if (events.UnderOutOfMemory is true)
            said.Add("somebody waits for memory now");
        return said.Count == 0 ? null : string.Join(", ", said);
    }

    static string Sum(ContainerLedger ledger, bool isJvm)
    {
        Bytes target = ledger.OnTarget ?? Bytes.Zero;
        Bytes undivided = ledger.On(ContainerAccounts.AnonymousUnsplit);
        List<(string Name, Bytes Amount)> parts =
        [
            (isJvm ? "this JVM" : "this process", target),
            ("others", ledger.On(ContainerAccounts.Anonymous) - target - undivided),
            (undivided == ledger.On(ContainerAccounts.Anonymous) ? "processes" : "processes, undivided", undivided),
            ("page cache", ledger.On(ContainerAccounts.File)),
            ("shared memory", ledger.On(ContainerAccounts.Shared)),
            ("huge pages", ledger.On(ContainerAccounts.Hugetlb)),
            ("kernel", ledger.On(ContainerAccounts.Kernel)),
            ("not told", ledger.Remainder),
        ];
        return InUnits(ledger.Usage, parts);
    }

    /// <summary>What is shown adds up to what is shown: what rounding leaves over goes to the largest part, where it is least.</summary>
    static string InUnits(Bytes total, List<(string Name, Bytes Amount)> parts)
    {
        (long unit, string name, string format, double scale) = total < Bytes.FromMiB(20) ? (1024L, "KiB", "0", 1.0)
            : total < Bytes.FromMiB(20 * 1024) ? (1024L * 1024, "MiB", "0", 1)
            : (1024L * 1024 * 1024 / 10, "GiB", "0.0", 10);
        long[] shown = [.. parts.Select(part => Rounded(part.Amount, unit))];
        int largest = Array.IndexOf(shown, shown.Max());
        shown[largest] += Rounded(total, unit) - shown.Sum();
        string text = Number(Rounded(total, unit)) + " " + name + " =";
        for (int i = 0; i < shown.Length; i++)
        {
            string sign = shown[i] < 0 ? " - " : text.EndsWith('=') ? " " : " + ";
            text += shown[i] == 0 ? "" : sign + parts[i].Name + " " + Number(Math.Abs(shown[i]));
        }
        return text;

        string Number(long units) => (units / scale).ToString(format, CultureInfo.InvariantCulture);
    }

    static long Rounded(Bytes amount, long unit) => (long)Math.Round((double)amount.Value / unit);
}
