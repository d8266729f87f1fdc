using System.Globalization;
using Fathom.Accounting.Container;
using Fathom.Evidence;
using Fathom.Evidence.Container;

namespace Fathom.Views.Text;

/// <summary>The container's ledger as a table, below the process's own.</summary>
public static class ContainerView
{
    public static void Write(ContainerLedger? ledger, int columns, TextWriter to)
    {
        if (ledger is null)
            return;
        ContainerMemory container = ledger.Container;
        to.WriteLine();
        to.WriteLine(Head(container));
        Table table = new(to, columns,
            new("Account", columns >= 120 ? 60 : 32), new("Charged", 8, Align.Right), new("", 6, Align.Right), new("Can go", 8, Align.Right), new("Known from", 0));
        table.Header();
        foreach (ContainerPosting line in ledger.Lines)
            table.Row(Named(line, container), SizeText.Of(line.Amount), Share(line.Amount, ledger), CanGo(line.Reclaimable), line.Source);
        table.Row("not told", SizeText.Of(ledger.Remainder), Share(ledger.Remainder, ledger), "", "");
        WriteRemarks(ledger, columns, to);
    }

    static string Head(ContainerMemory container)
    {
        List<string> said = [string.Create(CultureInfo.InvariantCulture, $"Container {SizeText.Of(container.Usage.Usage)} (cgroup v{container.Usage.Version})")];
        if (container.Peak is { } peak)
            said.Add("at most " + SizeText.Of(peak));
        if (container.WorkingSet is { } working)
            said.Add("working set " + SizeText.Of(working));
        if (container.Swap is { Value: > 0 } swap)
            said.Add("swap " + SizeText.Of(swap));
        if (container.SlowedFrom is { } high)
            said.Add("slowed down from " + SizeText.Of(high));
        return string.Join("   ", said);
    }

    static void WriteRemarks(ContainerLedger ledger, int columns, TextWriter to)
    {
        ContainerMemory container = ledger.Container;
        Say(ContainerLine.Hurt(container.Events));
        if (container.Pressure is { } pressure)
            Say(string.Create(CultureInfo.InvariantCulture,
                $"waits for memory: {pressure.Some.Over10Seconds:0.0} % of the last 10 s, {pressure.Some.OverFiveMinutes:0.0} % of 5 min"));
        if (ledger.Remainder.Value != 0)
            Say(Remainder(ledger));
        if (ledger.On(ContainerAccounts.AnonymousUnsplit).Value > 0 && container.Processes.Count > 1)
            Say("anon/unsplit is shared since a fork, or another cgroup is charged for a part: --pss divides it");
        if (ledger.MappedElsewhere > (container.ChargedAhead ?? Bytes.Zero))
            Say("beside the sum: at least " + SizeText.Of(ledger.MappedElsewhere) + " of files are mapped here and charged to another cgroup");
        if (container.Usage.Version == 1 && container.Stat.Sockets is { Value: > 0 } sockets)
            Say("beside the sum: version 1 counts TCP's buffers apart, " + SizeText.Of(sockets));
        if (container.ProcessesUnread is > 0 and var unread)
            Say(string.Create(CultureInfo.InvariantCulture, $"{unread} of its processes could not be read: what they have is in anon/other"));

        void Say(string? text)
        {
            if (text is not null)
                Paragraph.Write("", text, columns, to);
        }
    }

    static string Remainder(ContainerLedger ledger) => ledger switch
    {
        { Remainder.Value: < 0 } => "not told is below 0: memory went while it was counted",
        { IsIncomplete: false } => "not told: processors charge ahead" + (ledger.RemainderExpected is { } most ? ", here up to " + SizeText.Of(most) : ""),
        { Container.Stat.File: null } => "not told: page cache and shared memory, of which there is no figure",
        { KernelIsCountedInPart: true } => "not told: pipe buffers and what else this kernel has no figure for (Linux before 5.18)",
        _ => "not told: no figure of this cgroup has it",
    };

    static string Named(ContainerPosting line, ContainerMemory container)
    {
        foreach (ContainerProcess process in container.Processes)
        {
            if (line.Account == ContainerAccounts.Of(process))
                return line.Account + " " + Printable.Cut(process.Name, 15) + (process.IsTarget ? ", this" : "");
        }
        return line.Account;
    }

    static string CanGo(Bytes? reclaimable) => reclaimable switch
    {
        null => "?",
        { Value: 0 } => "-",
        { } some => SizeText.Of(some),
    };

    static string Share(Bytes amount, ContainerLedger ledger) =>
        SizeText.Share(ledger.Usage.Value == 0 ? 0 : (double)Math.Max(0, amount.Value) / ledger.Usage.Value);
}
