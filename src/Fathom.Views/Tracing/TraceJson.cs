using System.Text.Json;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Views.Json;
using Fathom.Views.Profiles;

namespace Fathom.Views.Tracing;

/// <summary>`trace --json`: the summary, the figures, and every row.</summary>
public static class TraceJson
{
    public static void Write(Stream to, TraceAnswer answer)
    {
        JsonHead.Write(to, answer.Profile.Report.Moments[^1].TakenAt ?? DateTimeOffset.UtcNow, answer.Target, answer.Profile.Gaps, answer.Profile.Cost, json =>
        {
            json.WriteStartObject("trace");
            WriteMembers(json, answer);
            json.WriteEndObject();
        });
    }

    internal static void WriteMembers(Utf8JsonWriter json, TraceAnswer answer)
    {
        TraceFigures figures = answer.Figures;
        json.WriteNumber("seconds", figures.Elapsed.TotalSeconds);
        json.WriteNumber("older_than_seconds", figures.OlderThan.TotalSeconds);
        json.WriteNumber("interval_bytes", figures.Interval.Value);
        json.WriteNumber("samples", figures.Samples);
        json.WriteNumber("frees", figures.Frees);
        json.WriteNumber("lost", figures.Lost);
        json.WriteNumber("stale", figures.Stale);
        json.WriteNumber("calls_led", figures.Slots);
        json.WriteNumber("calls_left", figures.ForeignSlots);
        json.WriteNumber("spent_ms", figures.Spent.TotalMilliseconds);
        json.WriteNumber("leading_in_ms", figures.LeadingIn.TotalMilliseconds);
        json.WriteNumber("leading_in_jvm_ms", figures.LeadingInJvm.TotalMilliseconds);
        json.WriteNumber("longest_sample_ms", figures.LongestSample.TotalMilliseconds);
        json.WriteNumber("smallest_leak_bytes_per_second", figures.SmallestRate.Value);
        json.WriteBoolean("target_lives", figures.TargetLives);
        json.WriteString("engine", figures.Kernel is null ? "probe" : "kernel");
        if (figures.Kernel is { } kernel)
        {
            json.WriteNumber("calls_stopped", kernel.Calls);
            json.WriteNumber("frees_stopped", kernel.Frees);
            json.WriteNumber("stacks_unnamed", kernel.Unnamed);
        }
        json.WriteString("by", TraceNames.Of(answer.Group));
        json.WriteString("only", answer.Only);
        WriteNumber(json, "window_seconds", answer.Window?.TotalSeconds);
        WriteCoverage(json, answer.Coverage);
        WriteSizes(json, answer.Sizes);
        WriteDifference(json, answer.Difference);
        json.WriteStartArray("live");
        foreach (TraceSummary row in answer.Summary)
        {
            json.WriteStartObject();
            json.WriteString("native", row.Native);
            json.WriteString("java", row.Java);
            json.WriteString("thread", row.Thread);
            json.WriteNumber("bytes", Amount.Whole(row.Bytes));
            json.WriteNumber("share", row.Share);
            json.WriteNumber("error_bytes", Amount.Whole(1.96 * row.Deviation));
            WriteNumber(json, "grew_bytes", Whole(row.Grew));
            WriteNumber(json, "made_bytes", Whole(row.Made));
            WriteNumber(json, "made_in_window_bytes", Whole(row.MadeOfLate));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        ProfileJson.WriteMembers(json, answer.Profile);
    }

    static void WriteCoverage(Utf8JsonWriter json, TraceCoverage? coverage)
    {
        if (coverage is null)
        {
            json.WriteNull("coverage");
            return;
        }
        json.WriteStartObject("coverage");
        json.WriteString("verdict", coverage.Verdict switch { CoverageVerdict.Whole => "whole", CoverageVerdict.Part => "part", _ => "cannot_tell" });
        WriteNumber(json, "share", coverage.Verdict == CoverageVerdict.CannotTell ? null : coverage.Share);
        json.WriteNumber("seen_bytes", coverage.Seen.Value);
        json.WriteNumber("seen_error_bytes", coverage.SeenError.Value);
        json.WriteNumber("grown_bytes", coverage.Grown.Value);
        json.WriteNumber("grown_error_bytes", coverage.GrownError.Value);
        json.WriteNumber("freed_unseen_bytes", coverage.FreedAtLeast.Value);
        json.WriteString("why", coverage.Why);
        json.WriteEndObject();
    }

    static void WriteSizes(Utf8JsonWriter json, TraceSizes? sizes)
    {
        if (sizes is null)
        {
            json.WriteNull("sizes");
            return;
        }
        json.WriteStartObject("sizes");
        json.WriteStartArray("ranges");
        foreach (SizeRange range in sizes.Ranges)
        {
            json.WriteStartObject();
            json.WriteNumber("from", range.From.Value);
            json.WriteNumber("to", range.To.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("blocks", sizes.Blocks);
        json.WriteNumber("lost", sizes.Lost);
        json.WriteBoolean("too_dear", sizes.TooDear);
        json.WriteBoolean("too_many", sizes.TooMany);
        json.WriteEndObject();
    }

    static void WriteDifference(Utf8JsonWriter json, TraceDifference? difference)
    {
        if (difference is null)
        {
            json.WriteNull("diff");
            return;
        }
        json.WriteStartObject("diff");
        json.WriteString("file", difference.Earlier.Place);
        json.WriteNumber("seconds", difference.Earlier.Window.TotalSeconds);
        json.WriteStartArray("rows");
        foreach (TraceChange row in difference.Changes)
        {
            json.WriteStartObject();
            json.WriteString("native", row.Native);
            json.WriteString("java", row.Java);
            json.WriteNumber("before_bytes_per_second", Amount.Whole(row.Before));
            json.WriteNumber("now_bytes_per_second", Amount.Whole(row.Now));
            json.WriteNumber("error_bytes_per_second", Amount.Whole(row.Error));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static long? Whole(double? value) => value is { } known ? Amount.Whole(known) : null;

    static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }

    static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
