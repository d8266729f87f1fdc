using System.Text.Json;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Views.Json;

namespace Fathom.Views.Profiles;

/// <summary>`profile --json`: every row, every dump.</summary>
public static class ProfileJson
{
    const int MostHistories = 1000;

    public static void Write(Stream to, ProfileAnswer answer)
    {
        JsonHead.Write(to, answer.Report.Moments[^1].TakenAt ?? DateTimeOffset.UtcNow, null, answer.Gaps, answer.Cost, json =>
        {
            json.WriteStartObject("profile");
            WriteMembers(json, answer);
            json.WriteEndObject();
        });
    }

    /// <summary>Of the last profile.</summary>
    static void WriteValues(Utf8JsonWriter json, ProfileReport report)
    {
        json.WriteStartArray("values");
        for (int i = 0; i < report.Columns.Count; i++)
        {
            ProfileColumn column = report.Columns[i];
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("unit", column.Unit);
            json.WriteString("meaning", column.Title);
            json.WriteNumber("total", Amount.Whole(report.SumsOf(i, isBefore: false).Total()));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal static void WriteMembers(Utf8JsonWriter json, ProfileAnswer answer)
    {
        ProfileReport report = answer.Report;
        json.WriteString("value", report.Column!.Name);
        json.WriteString("unit", report.Column.Unit);
        WriteValues(json, report);
        if (report.Base is { } before)
            Write(json, "base", before);
        else
            json.WriteNull("base");
        json.WriteStartArray("dumps");
        foreach (ProfileMoment moment in report.Moments)
            Write(json, null, moment);
        json.WriteEndArray();
        json.WriteNumber("unplaced", Amount.Whole(report.Unplaced));
        WriteRows(json, report, answer.Shown);
        WriteThreads(json, report);
        WriteGrowth(json, report);
    }

    static void Write(Utf8JsonWriter json, string? name, ProfileMoment moment)
    {
        if (name is null)
            json.WriteStartObject();
        else
            json.WriteStartObject(name);
        json.WriteString("place", moment.Place);
        json.WriteString("kind", moment.Kind);
        json.WriteNumber("total", Amount.Whole(moment.Total));
        json.WriteNumber("error", Amount.Whole(moment.Error));
        json.WriteString("sampling", Name(moment.Sampling.Kind));
        json.WriteNumber("interval_bytes", moment.Sampling.Interval);
        json.WriteNumber("stacks", moment.Samples);
        json.WriteEndObject();
    }

    static void WriteRows(Utf8JsonWriter json, ProfileReport report, ProfileShown shown)
    {
        json.WriteStartArray("rows");
        foreach (CallRow row in CallTable.Sorted(report.Forest, CallTable.Rows(report.Forest, report.Now, report.Before), shown.ByCumulative))
        {
            json.WriteStartObject();
            json.WriteString("name", report.Forest.Labels[row.Label]);
            json.WriteNumber("flat", Amount.Whole(row.Flat));
            json.WriteNumber("cumulative", Amount.Whole(row.Cumulative));
            if (report.Before is not null)
            {
                json.WriteNumber("flat_before", Amount.Whole(row.FlatBefore));
                json.WriteNumber("cumulative_before", Amount.Whole(row.CumulativeBefore));
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteThreads(Utf8JsonWriter json, ProfileReport report)
    {
        json.WriteStartArray("threads");
        foreach (ThreadRow row in report.Threads)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Thread);
            json.WriteNumber("total", Amount.Whole(row.Value));
            if (report.Before is not null)
                json.WriteNumber("total_before", Amount.Whole(row.Before));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteGrowth(Utf8JsonWriter json, ProfileReport report)
    {
        if (report.Moments.Count < 2)
        {
            json.WriteNull("growth");
            return;
        }
        json.WriteStartArray("growth");
        foreach (StackHistory stack in report.Growth.Histories().Take(MostHistories))
        {
            json.WriteStartObject();
            json.WriteNumber("change", Amount.Whole(stack.Growth));
            json.WriteNumber("first", Amount.Whole(stack.First));
            json.WriteNumber("last", Amount.Whole(stack.Last));
            json.WriteNumber("peak", Amount.Whole(stack.Peak));
            json.WriteNumber("released", Amount.Whole(stack.Given));
            json.WriteStartArray("stack");
            for (int at = stack.Node; at > 0; at = report.Forest.Parents[at])
                json.WriteStringValue(report.Forest.Labels[report.Forest.NodeLabels[at]]);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static string Name(SamplingKind kind) => kind switch
    {
        SamplingKind.All => "all",
        SamplingKind.Poisson => "poisson",
        SamplingKind.EveryNth => "every_nth",
        _ => "unknown",
    };
}
