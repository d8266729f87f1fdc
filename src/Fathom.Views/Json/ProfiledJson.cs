using System.Text.Json;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Views.Text;

namespace Fathom.Views.Json;

/// <summary>`profiles`: each allocation profile among the files, with who has what in use. Only where one was given.</summary>
static class ProfiledJson
{
    public static void Write(Utf8JsonWriter json, Case seen)
    {
        if (seen.Profiles.Count == 0)
            return;
        json.WriteStartArray("profiles");
        foreach (ProfiledMemory profile in seen.Profiles)
            Write(json, seen, profile);
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, Case seen, ProfiledMemory profile)
    {
        json.WriteStartObject();
        json.WriteString("file", profile.Last.Place);
        json.WriteString("kind", profile.Last.Kind);
        json.WriteBoolean("in_use", profile.IsInUse);
        json.WriteBoolean("of_this_process", profile.IsProved);
        json.WriteBoolean("of_another_day", profile.IsOfOtherDay);
        json.WriteNumber("total_bytes", profile.Total.Value);
        json.WriteNumber("error_bytes", profile.Error.Value);
        json.WriteNumber("unplaced_bytes", profile.Unplaced.Value);
        Write(json, ProfileCoverage.Of(seen, profile));
        Write(json, profile.Growth);
        json.WriteStartArray("uses");
        foreach (ProfiledUse use in profile.Uses)
        {
            json.WriteStartObject();
            json.WriteString("kind", ProfiledView.KindWord(use.Kind));
            json.WriteString("library", use.Library.Length > 0 ? use.Library : null);
            json.WriteString("for", use.Asker);
            json.WriteString("function", use.Function);
            json.WriteString("java", use.Java);
            json.WriteNumber("bytes", use.InUse.Value);
            json.WriteNumberOrNull("blocks", use.Blocks);
            json.WriteBytesOrNull("first_bytes", use.Before);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ProfileCoverage? coverage)
    {
        if (coverage is null)
        {
            json.WriteNull("coverage");
            return;
        }
        json.WriteStartObject("coverage");
        json.WriteNumber("of_bytes", coverage.Whole.Value);
        json.WriteString("by", coverage.By);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ProfiledGrowth? growth)
    {
        if (growth is null)
        {
            json.WriteNull("growth");
            return;
        }
        json.WriteStartObject("growth");
        json.WriteStartArray("totals");
        foreach (Bytes total in growth.Totals)
            json.WriteNumberValue(total.Value);
        json.WriteEndArray();
        json.WriteStartArray("stack");
        foreach (string frame in growth.Stack)
            json.WriteStringValue(frame);
        json.WriteEndArray();
        json.WriteNumber("first_bytes", growth.First.Value);
        json.WriteNumber("last_bytes", growth.Last.Value);
        json.WriteNumber("given_back_bytes", growth.Given.Value);
        json.WriteBoolean("steady", growth.IsSteady);
        json.WriteEndObject();
    }
}
