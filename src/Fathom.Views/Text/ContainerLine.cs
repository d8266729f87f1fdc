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

    /// <summary>Each part is what the rounded sum grows by, so that what is shown adds up to what is shown.</summary>
    static string InUnits(Bytes total, List<(string Name, Bytes Amount)> parts)
    {
        (long unit, string name) = total < Bytes.FromMiB(20) ? (1024L, "KiB")
            : total < Bytes.FromMiB(20 * 1024) ? (1024L * 1024, "MiB") : (1024L * 1024 * 1024 / 10, "GiB");
        string format = name == "GiB" ? "0.0" : "0";
        double scale = name == "GiB" ? 10 : 1;
        string text = (Rounded(total, unit) / scale).ToString(format, CultureInfo.InvariantCulture) + " " + name + " =";
        Bytes sum = Bytes.Zero;
        bool first = true;
        foreach ((string part, Bytes amount) in parts)
        {
            long shown = Rounded(sum + amount, unit) - Rounded(sum, unit);
            sum += amount;
            if (shown == 0)
                continue;
            string sign = shown < 0 ? " - " : first ? " " : " + ";
            text += sign + part + " " + (Math.Abs(shown) / scale).ToString(format, CultureInfo.InvariantCulture);
            first = false;
        }
        return text;
    }

    static long Rounded(Bytes amount, long unit) => (long)Math.Round((double)amount.Value / unit);
}
