using System.Text.Json;
using Fathom.Evidence;
using Fathom.Evidence.Tracing;

namespace Fathom.Sources.Formats;

/// <summary>`trace --json` read back. A row that is not of its kind is left out.</summary>
public static class TraceJsonText
{
    const int MostRows = 200_000;

    static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static Result<EarlierTrace> Parse(ReadOnlyMemory<byte> text, string file)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, Options);
        }
        catch (JsonException)
        {
            return Gaps.TraceNotUnderstood.At(file);
        }
        using (document)
        {
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("trace", out JsonElement trace) && trace.ValueKind == JsonValueKind.Object
                && Text(trace, "by") is { } group && Number(trace, "seconds") is >= 0 and <= 1e9 and var seconds
                ? Read(root, trace, file, group, seconds) : Gaps.TraceNotUnderstood.At(file);
        }
    }

    static EarlierTrace Read(JsonElement root, JsonElement trace, string file, string group, double seconds)
    {
        double older = Number(trace, "older_than_seconds") is >= 0 and var told && told <= seconds ? told : 0;
        return new EarlierTrace(file, group, TimeSpan.FromSeconds(seconds - older), TimeSpan.FromSeconds(older))
        {
            TakenAt = DateTimeOffset.TryParse(Text(root, "taken_at"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset at) ? at : null,
            Only = Text(trace, "only"),
            Rows = trace.TryGetProperty("live", out JsonElement live) && live.ValueKind == JsonValueKind.Array
                ? [.. live.EnumerateArray().Take(MostRows).Where(row => row.ValueKind == JsonValueKind.Object).Select(Row)] : [],
        };
    }

    static EarlierTraceRow Row(JsonElement row) => new(Text(row, "native") ?? "", Text(row, "java"), Size(row, "bytes"), Size(row, "error_bytes") / 1.96);

    static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    static double? Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out double value) ? value : null;

    /// <summary>No process has a petabyte.</summary>
    static double Size(JsonElement of, string name) => Number(of, name) is >= 0 and <= 1L << 50 and var bytes ? bytes : 0;
}
