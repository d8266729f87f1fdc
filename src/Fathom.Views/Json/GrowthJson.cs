using System.Text.Json;
using Fathom.Accounting.Growth;

namespace Fathom.Views.Json;

/// <summary>`growth`: only with `doctor --for`. Slopes in bytes a second.</summary>
static class GrowthJson
{
    const int Most = 200;

    public static void Write(Utf8JsonWriter json, Growth growth)
    {
        json.WriteStartObject("growth");
        json.WriteNumber("looks", growth.Looks);
        json.WriteNumber("over_s", growth.Over.TotalSeconds);
        json.WriteStartArray("lines");
        foreach (GrowthLine line in growth.Lines.OrderByDescending(line => Math.Abs(line.Line.Slope)).Take(Most))
        {
            json.WriteStartObject();
            json.WriteString("kind", line.Of.Kind switch
            {
                GrowthKind.Resident => "rss",
                GrowthKind.Container => "container",
                GrowthKind.SizeClass => "size-class",
                _ => "account",
            });
            json.WriteString("name", line.Of.Name);
            json.WriteNumber("slope", line.Line.Slope);
            json.WriteNumber("error", line.Line.Error);
            json.WriteBoolean("significant", line.IsSignificant);
            json.WriteNumber("first_bytes", line.First.Value);
            json.WriteNumber("last_bytes", line.Last.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
