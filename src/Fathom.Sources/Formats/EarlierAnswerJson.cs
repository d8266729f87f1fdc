using System.Text.Json;
using Fathom.Evidence;

namespace Fathom.Sources.Formats;

/// <summary>`doctor --json` read back. What is missing in it, or is not of its kind, was not said.</summary>
public static class EarlierAnswerJson
{
    const int MostItems = 200_000;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static Result<EarlierAnswer> Parse(ReadOnlyMemory<byte> text, string file)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Options);
        }
        catch (JsonException)
        {
            return Gaps.EarlierNotUnderstood.At(file);
        }
        using (document)
        {
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && Text(root, "schema")?.StartsWith("fathom/", StringComparison.Ordinal) == true
                && (Has(root, "ledger") || Has(root, "census")) ? Read(root) : Gaps.EarlierNotUnderstood.At(file);
        }
    }

    static EarlierAnswer Read(JsonElement root) => new()
    {
        TakenAt = DateTimeOffset.TryParse(Text(root, "taken_at"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset at) ? at : null,
        Pid = Member(root, "target") is { } target && Number(target, "pid") is >= 0 and <= int.MaxValue and var pid ? (int)pid : null,
        Main = Member(root, "target") is { } who ? Text(who, "main") : null,
        HasMemory = Items(root, "gaps").All(gap => Text(gap, "id") != Gaps.NoMemoryHere.Id),
        Resident = Size(root, "rss_bytes"),
        InUse = Member(root, "malloc") is { } malloc ? Size(malloc, "in_use_resident_bytes") : null,
        Free = Member(root, "malloc") is { } same ? Size(same, "free_resident_bytes") : null,
        Accounts = Accounts(root),
        Census = [.. Items(root, "census").Select(row => new EarlierBlocks(Text(row, "owner"), Text(row, "structure") ?? "", Number(row, "count") ?? 0, Size(row, "bytes") ?? Bytes.Zero))],
        Findings = [.. Items(root, "findings").Select(each => new EarlierFinding(Text(each, "rule") ?? "", Text(each, "title") ?? "", Size(each, "bytes") ?? Bytes.Zero))],
    };

    static Dictionary<string, Bytes> Accounts(JsonElement root)
    {
        Dictionary<string, Bytes> accounts = new(StringComparer.Ordinal);
        if (Member(root, "ledger") is not { } ledger)
            return accounts;
        foreach (JsonElement line in Items(ledger, "accounts"))
        {
            if (Text(line, "account") is { } name && Size(line, "bytes") is { } bytes)
                accounts[name] = bytes;
        }
        if (Size(ledger, "unexplained_bytes") is { } rest)
            accounts["unexplained"] = rest;
        return accounts;
    }

    static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement array) && array.ValueKind == JsonValueKind.Array
            ? array.EnumerateArray().Take(MostItems).Where(item => item.ValueKind == JsonValueKind.Object) : [];

    static JsonElement? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Object ? member : null;

    static bool Has(JsonElement of, string name) => of.TryGetProperty(name, out _);

    static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    static long? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out long value) ? value : null;

    /// <summary>No process has a petabyte.</summary>
    static Bytes? Size(JsonElement of, string name) => Number(of, name) is >= 0 and <= 1L << 50 and var bytes ? new Bytes(bytes) : null;
}
