using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Views.Json;

/// <summary>`confirm --json`.</summary>
public static class ConfirmJson
{
    public static void Write(Stream to, Snapshot shown, Confirmation done) =>
        JsonHead.Write(to, shown.TakenAt, shown.Target, shown.Gaps, shown.Cost, json =>
        {
            json.WriteStartObject("confirm");
            json.WriteString("rule", done.Finding.Rule);
            json.WriteString("title", done.Finding.Title);
            json.WriteString("test", done.Test switch
            {
                ConfirmingTest.CollectionFrees => "a full collection frees it",
                ConfirmingTest.CollectionKeeps => "a full collection leaves it",
                ConfirmingTest.Growth => "it grows",
                ConfirmingTest.FinalizerQueue => "the finalizer's queue does not get shorter",
                ConfirmingTest.ThreadDump => "where its threads stand",
                ConfirmingTest.AllocationSites => "who asked for its blocks",
                _ => "none",
            });
            json.WriteString("outcome", done.Outcome switch { Outcome.Confirmed => "confirmed", Outcome.Refuted => "refuted", _ => "cannot-tell" });
            json.WriteStartArray("showed");
            foreach (string line in done.Said)
                json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteNumber("bytes_before", done.Finding.Bytes.Value);
            json.WriteNumber("bytes_after", done.Then.Value);
            json.WriteNumber("rss_before_bytes", done.Before.Resident.Value);
            json.WriteNumber("rss_after_bytes", done.After.Resident.Value);
            json.WriteNumber("trimmable_after_bytes", done.After.On(Accounts.MallocTrimmable).Value);
            json.WriteEndObject();
        });
}
