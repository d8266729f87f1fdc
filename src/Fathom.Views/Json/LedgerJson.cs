using System.Text.Json;
using Fathom.Accounting;
using Fathom.Accounting.Budget;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Views.Json;

/// <summary>`ledger --json` and `doctor --json`: the same members, the doctor's and more.</summary>
public static class LedgerJson
{
    public static void Write(Stream to, Snapshot snapshot, Ledger ledger) =>
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost,
            json => WriteLedger(json, snapshot, ledger));

    public static void WriteDoctor(Stream to, Case seen, Verdict verdict, Since? since)
    {
        (Snapshot snapshot, Ledger ledger) = (seen.Snapshot, seen.Ledger);
        JsonHead.Write(to, snapshot.TakenAt, snapshot.Target, snapshot.Gaps, snapshot.Cost, json =>
        {
            WriteTotals(json, snapshot, ledger);
            ContainerJson.Write(json, snapshot);
            WriteLimits(json, snapshot.Limits);
            WriteMember(json, snapshot, ledger);
            MallocJson.Write(json, snapshot.MallocState);
            CensusJson.WriteRows(json, snapshot.Census is null ? null : seen.Census);
            FindingsJson.Write(json, seen, verdict);
            SavedJson.Write(json, snapshot.Saved);
            SaidJson.Write(json, snapshot.Saved);
            LogsJson.Write(json, snapshot.Saved);
            ProfiledJson.Write(json, seen);
            HeapDumpsJson.Write(json, snapshot);
            SavedJson.WriteNext(json, seen, verdict);
            BudgetJson.Write(json, snapshot.HasSizes ? BudgetTable.Of(snapshot, ledger) : null);
            if (seen.Growth is { } growth)
                GrowthJson.Write(json, growth);
            if (since is not null)
                SinceJson.Write(json, since);
        });
    }

    static void WriteLedger(Utf8JsonWriter json, Snapshot snapshot, Ledger ledger)
    {
        WriteTotals(json, snapshot, ledger);
        ContainerJson.Write(json, snapshot);
        WriteMember(json, snapshot, ledger);
    }

    /// <summary>Null where nothing tells what is in memory: a ledger of zeros would be a lie.</summary>
    static void WriteMember(Utf8JsonWriter json, Snapshot snapshot, Ledger ledger)
    {
        if (snapshot.HasSizes)
            WriteAccounts(json, ledger);
        else
            json.WriteNull("ledger");
    }

    static void WriteTotals(Utf8JsonWriter json, Snapshot snapshot, Ledger ledger)
    {
        json.WriteBytesOrNull("rss_bytes", ledger.Resident);
        json.WriteBytesOrNull("pss_bytes", ledger.Counted.Pss);
        json.WriteBytesOrNull("swap_bytes", snapshot.Status.Swap);
        json.WriteBytesOrNull("hugetlb_bytes", snapshot.Status.HugePages);
        json.WriteBytesOrNull("peak_rss_bytes", snapshot.Status.PeakResident);
    }

    static void WriteLimits(Utf8JsonWriter json, ProcessLimits limits)
    {
        json.WriteStartObject("limits");
        json.WriteBytesOrNull("address_space_bytes", limits.AddressSpace);
        json.WriteBytesOrNull("data_bytes", limits.DataSize);
        json.WriteBytesOrNull("stack_bytes", limits.Stack);
        json.WriteBytesOrNull("locked_bytes", limits.LockedMemory);
        json.WriteNumberOrNull("processes", limits.Processes);
        json.WriteNumberOrNull("open_files", limits.OpenFiles);
        json.WriteEndObject();
    }

    internal static void WriteAccounts(Utf8JsonWriter json, Ledger ledger)
    {
        json.WriteStartObject("ledger");
        json.WriteStartArray("accounts");
        foreach (Posting line in ledger.Lines)
        {
            json.WriteStartObject();
            json.WriteString("account", line.Account);
            json.WriteAmounts(line.Amounts);
            json.WriteString("source", line.Source);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("unexplained_bytes", ledger.Unexplained.Resident.Value);
        json.WriteNumber("unexplained_swap_bytes", ledger.Unexplained.Swap.Value);
        json.WriteNumber("unexplained_hugetlb_bytes", ledger.Unexplained.Hugetlb.Value);
        json.WriteBytesOrNull("balance_error_bytes", ledger.BalanceError);
        json.WriteEndObject();
    }
}
