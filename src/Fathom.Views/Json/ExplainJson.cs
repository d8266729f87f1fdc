using System.Text.Json;
using Fathom.Findings;

namespace Fathom.Views.Json;

/// <summary>`explain --json`: no target, so only the schema stands before it.</summary>
public static class ExplainJson
{
    public static void Write(Stream to, IReadOnlyList<Explanation> all)
    {
        using Utf8JsonWriter json = new(to, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("schema", JsonHead.Schema);
        json.WriteStartArray("explain");
        foreach (Explanation each in all)
        {
            json.WriteStartObject();
            json.WriteString("word", each.Word);
            json.WriteString("title", each.Title);
            json.WriteString("text", each.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        to.WriteByte((byte)'\n');
    }
}
