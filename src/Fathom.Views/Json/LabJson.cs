using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`lab list`, `lab roots` and `lab run` with --json.</summary>
public static class LabJson
{
    /// <summary>One phase of a scenario, with what fathom saw while the program waited in it.</summary>
    public sealed record PhaseAnswer(string Name, string Line, Snapshot Snapshot, Ledger Ledger);

    public static void WriteRows(Stream to, string first, string second, string third, IEnumerable<LabRow> rows) =>
        JsonHead.Write(to, DateTimeOffset.UtcNow, null, [], Cost.None, json =>
        {
            json.WriteStartArray("lab");
            foreach (LabRow row in rows)
            {
                json.WriteStartObject();
                json.WriteString(first, row.Name);
                json.WriteString(second, row.Kinds);
                json.WriteString(third, row.Words);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    public static void WritePhases(Stream to, IReadOnlyList<PhaseAnswer> phases) =>
        JsonHead.Write(to, DateTimeOffset.UtcNow, phases is [var first, ..] ? first.Snapshot.Target : null, [], Cost.None, json =>
        {
            json.WriteStartArray("lab");
            foreach (PhaseAnswer phase in phases)
            {
                json.WriteStartObject();
                json.WriteString("phase", phase.Name);
                json.WriteString("line", phase.Line);
                json.WriteBytesOrNull("rss_bytes", phase.Ledger.Resident);
                LedgerJson.WriteAccounts(json, phase.Ledger);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
}
