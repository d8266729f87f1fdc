using System.Globalization;
using System.Text.Json;

namespace Fathom.Live.Tests.Census;

/// <summary>A row of `fathom census --json`.</summary>
sealed record CensusRow(string? Owner, string? Structure, long[] SizeClasses, long Count, long Bytes, string? Holder, string? Referrer, string? Reachable, string? From)
{
    internal static CensusRow[] All(JsonElement answer) => [.. answer.GetProperty("census").EnumerateArray().Select(Of)];

    static CensusRow Of(JsonElement row) => new(Text(row, "owner"), Text(row, "structure"),
        [.. row.GetProperty("size_classes").EnumerateArray().Select(each => each.GetInt64())],
        row.GetProperty("count").GetInt64(), row.GetProperty("bytes").GetInt64(),
        Text(row, "holder"), Text(row, "referrer"), Text(row, "reachable"), Text(row, "reachable_from"));

    static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Count,8} {Bytes,12}  {Owner ?? "-"} | {Structure ?? "-"} [{string.Join(' ', SizeClasses)}] <- {Holder ?? "-"} <- {Referrer ?? "-"} ({Reachable ?? "-"} {From})");
}
