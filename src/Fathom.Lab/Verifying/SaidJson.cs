using System.Text.Json;
using Fathom.Evidence;

namespace Fathom.Lab.Verifying;

/// <summary>The member findings of `fathom TARGET --json`.</summary>
public static class SaidJson
{
    const int LongestAnswer = 64 * 1024 * 1024;
    const int MostFindings = 1000;

    /// <summary>No findings, or null in their place, is an answer that says nothing.</summary>
    public static Result<IReadOnlyList<Said>> Parse(string answer)
    {
        if (answer.Length > LongestAnswer)
            return Gaps.VerdictNotUnderstood.At("stdout", null, "too long");
        try
        {
            using JsonDocument document = JsonDocument.Parse(answer);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "schema") != "fathom/1")
                return Gaps.VerdictNotUnderstood.At("stdout", null, "no schema");
            if (!root.TryGetProperty("findings", out JsonElement findings) || findings.ValueKind == JsonValueKind.Null)
                return Result.Of<IReadOnlyList<Said>>([]);
            if (findings.ValueKind != JsonValueKind.Array || findings.GetArrayLength() > MostFindings)
                return Gaps.VerdictNotUnderstood.At("findings", null, "no list");
            return Findings(findings, root);
        }
        catch (JsonException e)
        {
            return Gaps.VerdictNotUnderstood.At("stdout", null, e.Message);
        }
        catch (InvalidOperationException)
        {
            // Text with half a surrogate pair is JSON, but no string.
            return Gaps.VerdictNotUnderstood.At("stdout", null, "text that is no text");
        }
    }

    static Result<IReadOnlyList<Said>> Findings(JsonElement findings, JsonElement root)
    {
        List<Said> all = [];
        foreach (JsonElement finding in findings.EnumerateArray())
        {
            if (finding.ValueKind != JsonValueKind.Object
                || Text(finding, "rule") is not { } rule || Text(finding, "severity") is not { } severity)
                return Gaps.VerdictNotUnderstood.At("findings", null, "a finding without rule or severity");
            all.Add(new Said(rule, severity, Text(finding, "confidence") ?? "", Text(finding, "title") ?? ""));
        }
        if (root.TryGetProperty(Said.MoreEvidence, out JsonElement next) && next.ValueKind == JsonValueKind.Object)
            all.Add(new Said(Said.MoreEvidence, "info", "", Text(next, "why") ?? ""));
        return all;
    }

    static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
