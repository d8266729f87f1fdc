using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Json;

/// <summary>`open --json`.</summary>
public static class BundleJson
{
    public static void Write(Stream to, BundleListing bundle, Cost cost) =>
        JsonHead.Write(to, bundle.TakenAt, bundle.Snapshot?.Target, bundle.Gaps, cost, json =>
        {
            json.WriteStartObject("open");
            json.WriteString("file", bundle.File);
            json.WriteString("fathom", bundle.Fathom);
            json.WriteBoolean("raw", bundle.IsRaw);
            json.WriteBoolean("redacted", bundle.IsRedacted);
            json.WriteStartArray("looked");
            foreach ((LookParts part, string word) in LookWords.All)
            {
                if ((bundle.Looked & part) != 0)
                    json.WriteStringValue(word);
            }
            json.WriteEndArray();
            json.WriteStartArray("parts");
            foreach (BundleEntry part in bundle.Entries)
            {
                json.WriteStartObject();
                json.WriteString("name", part.Name);
                json.WriteString("kind", part.Kind);
                json.WriteNumber("bytes", part.Size.Value);
                json.WriteNumber("packed_bytes", part.Packed.Value);
                json.WriteBoolean("whole", part.IsWhole);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            SavedJson.Write(json, bundle.Snapshot?.Saved);
            json.WriteEndObject();
        });
}
