using System.Text.Json;
using Fathom.Evidence;
using Fathom.Views.Json;
using Fathom.Views.Profiles;

namespace Fathom.Views.Tracing;

/// <summary>What `--os --json` and `--touch --json` have in common.</summary>
static class EventsJson
{
    public static void Write(Stream to, string mode, Target target, ProfileAnswer profile, TimeSpan elapsed, bool targetLives, Action<Utf8JsonWriter> rest) =>
        JsonHead.Write(to, profile.Report.Moments[^1].TakenAt ?? DateTimeOffset.UtcNow, target, profile.Gaps, profile.Cost, json =>
        {
            json.WriteStartObject("trace");
            json.WriteString("mode", mode);
            json.WriteNumber("seconds", elapsed.TotalSeconds);
            json.WriteBoolean("target_lives", targetLives);
            rest(json);
            json.WriteEndObject();
        });
}
