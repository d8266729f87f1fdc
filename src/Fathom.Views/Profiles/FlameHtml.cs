using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Fathom.Accounting.Profiles;
using Fathom.Views.Text;

namespace Fathom.Views.Profiles;

/// <summary>
/// A flame graph in one file, with nothing from elsewhere: zoom, search, difference. What the profile says is packed data, drawn
/// onto a canvas: no name of it is ever markup.
/// </summary>
public static class FlameHtml
{
    public static void Write(ProfileReport report, TextWriter to)
    {
        FlameLayout layout = FlameLayout.Of(report);
        string title = ProfileView.Title(report.Column!) + " " + Amount.Of(report.Column!, report.Moments[^1].Total) + ", " + Printable.Of(report.Moments[^1].Place);
        to.Write(Template().Replace("{{title}}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("{{data}}", Packed(layout), StringComparison.Ordinal));
    }

    static string Template()
    {
        using Stream stream = typeof(FlameHtml).Assembly.GetManifestResourceStream("flame.html")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    static string Packed(FlameLayout layout)
    {
        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (Utf8JsonWriter json = new(deflate))
        {
            json.WriteStartObject();
            json.WriteString("unit", layout.Report.Column!.Unit);
            json.WriteBoolean("compares", layout.Report.Before is not null);
            json.WriteStartArray("labels");
            json.WriteStringValue("(smaller ones)");
            foreach (string label in layout.Report.Forest.Labels)
                json.WriteStringValue(Printable.Of(label));
            json.WriteEndArray();
            WriteBoxes(layout, json);
            json.WriteEndObject();
        }
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Depth, label, width, and with a base now and before: a box after the other, each before what stands on it.</summary>
    static void WriteBoxes(FlameLayout layout, Utf8JsonWriter json)
    {
        json.WriteStartArray("boxes");
        for (int i = 0; i < layout.Nodes.Count; i++)
        {
            DrawnNode node = layout.Nodes[i];
            json.WriteNumberValue(node.Depth);
            json.WriteNumberValue(node.Label + 1);
            json.WriteNumberValue(Amount.Whole(layout.Widths[i]));
            if (layout.Report.Before is null)
                continue;
            json.WriteNumberValue(Amount.Whole(node.Total));
            json.WriteNumberValue(Amount.Whole(node.TotalBefore));
        }
        json.WriteEndArray();
    }
}
