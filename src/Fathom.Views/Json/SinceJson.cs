using System.Text.Json;
using Fathom.Accounting.Comparison;

namespace Fathom.Views.Json;

/// <summary>`against`: only with `doctor --against`.</summary>
static class SinceJson
{
    const int Most = 100;

    public static void Write(Utf8JsonWriter json, Since since)
    {
        json.WriteStartObject("against");
        if (since.Earlier.TakenAt is { } at)
            json.WriteString("taken_at", at.UtcDateTime);
        else
            json.WriteNull("taken_at");
        json.WriteNumberOrNull("pid", since.Earlier.Pid);
        json.WriteBytesOrNull("rss_before_bytes", since.Earlier.Resident);
        json.WriteBytesOrNull("in_use_before_bytes", since.Earlier.InUse);
        json.WriteBytesOrNull("free_before_bytes", since.Earlier.Free);
        json.WriteBytesOrNull("in_use_after_bytes", since.InUse);
        json.WriteBytesOrNull("free_after_bytes", since.Free);
        json.WriteBoolean("kept_by_malloc", since.IsKeptByMalloc);
        json.WriteNumber("trimmable_bytes", since.Trimmable.Value);
        Write(json, "accounts", since.Accounts);
        Write(json, "blocks", since.Blocks);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Change> changes)
    {
        json.WriteStartArray(name);
        foreach (Change change in changes.Take(Most))
        {
            json.WriteStartObject();
            json.WriteString("name", change.Name);
            json.WriteNumber("before_bytes", change.Before.Value);
            json.WriteNumber("after_bytes", change.After.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
