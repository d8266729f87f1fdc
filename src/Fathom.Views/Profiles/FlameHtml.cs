using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
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
            json.WriteString("boxes", Boxes(layout));
            json.WriteEndObject();
        }
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>"depth label width now before": a box a line, each before what stands on it.</summary>
    static string Boxes(FlameLayout layout)
    {
        StringBuilder boxes = new();
        for (int i = 0; i < layout.Nodes.Count; i++)
        {
            DrawnNode node = layout.Nodes[i];
            boxes.Append(CultureInfo.InvariantCulture, $"{node.Depth} {node.Label + 1} {Amount.Whole(layout.Widths[i])}");
            if (layout.Report.Before is not null)
                boxes.Append(CultureInfo.InvariantCulture, $" {Amount.Whole(node.Total)} {Amount.Whole(node.TotalBefore)}");
            boxes.Append('\n');
        }
        return boxes.ToString();
    }
}
