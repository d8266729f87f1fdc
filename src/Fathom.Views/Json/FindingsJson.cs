using System.Text.Json;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Findings;

namespace Fathom.Views.Json;

/// <summary>What the doctor says: `findings` and `ruled_out`.</summary>
static class FindingsJson
{
    /// <summary>Null where nothing tells what is in memory; the gap "nothing-to-balance" says so.</summary>
    public static void Write(Utf8JsonWriter json, Case seen, Verdict verdict)
    {
        if (!seen.Snapshot.HasSizes && seen.Snapshot.Saved is null)
        {
            json.WriteNull("findings");
            json.WriteNull("ruled_out");
            return;
        }
        json.WriteStartArray("findings");
        foreach (Finding finding in verdict.Findings)
            Write(json, finding, RulePage.Of(finding.Rule), seen.Snapshot);
        json.WriteEndArray();
        json.WriteStartArray("ruled_out");
        foreach (RuledOut each in verdict.RuledOut)
        {
            json.WriteStartObject();
            json.WriteString("what", each.What);
            json.WriteString("figure", each.Figure);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Finding finding, RulePage? page, Snapshot snapshot)
    {
        string target = snapshot.Target.Named;
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
        json.WriteString("confidence", finding.Confidence.Word());
        json.WriteString("title", finding.Title);
        json.WriteNumber("bytes", finding.Bytes.Value);
        Strings(json, "evidence", finding.Evidence);
        json.WriteString("confirm", page?.Confirm is { } confirm ? RulePage.For(target, confirm, snapshot) : null);
        Strings(json, "remedy", [.. (page?.Remedies ?? []).Select(remedy => RulePage.For(target, remedy, snapshot))]);
        json.WriteString("expected", finding.Return);
        json.WriteEndObject();
    }

    static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
