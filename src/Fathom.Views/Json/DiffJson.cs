using System.Text.Json;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;

namespace Fathom.Views.Json;

/// <summary>`diff --json`: every line that changed.</summary>
public static class DiffJson
{
    public static void Write(Stream to, DiffAnswer answer, Bytes min)
    {
        Diff diff = answer.Diff;
        JsonHead.Write(to, diff.After.TakenAt ?? DateTimeOffset.UtcNow, diff.After.Target, answer.Gaps, answer.Cost, json =>
        {
            json.WriteStartObject("diff");
            Write(json, "before", diff.Before);
            Write(json, "after", diff.After);
            if (diff.Between is { } span)
                json.WriteNumber("between_s", Math.Round(span.TotalSeconds, 3));
            else
                json.WriteNull("between_s");
            WriteChange(json, diff, "rss_change_bytes", "rss_per_hour_bytes", diff.ResidentChange);
            json.WriteStartArray("tables");
            foreach (DiffTable table in diff.Tables)
                Write(json, diff, table, min);
            json.WriteEndArray();
            json.WriteBytesOrNull("limit_bytes", answer.Limit);
            json.WriteBoolean("over_limit", answer.IsOver);
            json.WriteEndObject();
        });
    }

    static void Write(Utf8JsonWriter json, string name, Side side)
    {
        json.WriteStartObject(name);
        json.WriteString("place", side.Place);
        if (side.TakenAt is { } at)
            json.WriteString("at", at.UtcDateTime);
        else
            json.WriteNull("at");
        json.WriteNumberOrNull("pid", side.Target.Pid);
        json.WriteString("main", side.Target.Command.Main);
        json.WriteBytesOrNull("rss_bytes", side.Resident);
        json.WriteNumber("step_bytes", side.Step.Value);
        json.WriteString("moment", side.Moment.Length > 0 ? side.Moment : null);
        json.WriteString("profile_value", side.ProfileValue);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Diff diff, DiffTable table, Bytes min)
    {
        json.WriteStartObject();
        json.WriteString("by", Name(table.By));
        json.WriteBoolean("by_name", table.IsByName);
        json.WriteBytesOrNull("before_bytes", table.HasSum ? table.Before : null);
        json.WriteBytesOrNull("after_bytes", table.HasSum ? table.After : null);
        WriteChange(json, diff, "change_bytes", "per_hour_bytes", table.HasSum ? table.Change : null);
        json.WriteNumber("same", table.Same);
        json.WriteStartArray("lines");
        foreach (DiffLine line in table.Lines.Where(line => Math.Abs(line.By.Value) >= min.Value))
            Write(json, diff, line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, Diff diff, DiffLine line)
    {
        Measure named = line.Named;
        json.WriteStartObject();
        json.WriteString("name", named.Name);
        json.WriteString("change", Name(line.Kind));
        json.WriteBytesOrNull("before_bytes", line.Before?.Bytes);
        json.WriteBytesOrNull("after_bytes", line.After?.Bytes);
        WriteChange(json, diff, "change_bytes", "per_hour_bytes", line.By);
        json.WriteNumberOrNull("count_before", line.Before?.Count);
        json.WriteNumberOrNull("count_after", line.After?.Count);
        if (named.Range is { } range)
        {
            json.WriteString("start", range.Start.ToString());
            json.WriteString("end", range.End.ToString());
        }
        if (named.Detail is { } detail)
            json.WriteString("detail", detail);
        json.WriteEndObject();
    }

    static void WriteChange(Utf8JsonWriter json, Diff diff, string name, string rate, Bytes? change)
    {
        json.WriteBytesOrNull(name, change);
        json.WriteBytesOrNull(rate, change is { } known ? diff.PerHour(known) : null);
    }

    static string Name(DiffBy by) => by switch
    {
        DiffBy.Account => "account",
        DiffBy.Census => "census",
        DiffBy.Size => "size",
        DiffBy.Mapping => "mapping",
        DiffBy.Tag => "tag",
        DiffBy.Site => "site",
        DiffBy.Use => "use",
        DiffBy.Function => "function",
        DiffBy.Figure => "figure",
        DiffBy.Owner => "owner",
        DiffBy.Holder => "holder",
        _ => "class",
    };

    static string Name(DiffKind kind) => kind switch
    {
        DiffKind.Grown => "grown",
        DiffKind.Shrunk => "shrunk",
        DiffKind.New => "new",
        DiffKind.Gone => "gone",
        _ => "same",
    };
}
