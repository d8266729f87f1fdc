using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>`open`: what is in a bundle.</summary>
public static class BundleView
{
    public static void Write(BundleListing bundle, int columns, TextWriter to)
    {
        if (bundle.Snapshot is { } snapshot)
            HeadView.Write(snapshot, columns, to);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Taken     {bundle.TakenAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by fathom {Printable.Cut(bundle.Fathom, 20)}; {Secrecy(bundle)}"));
        to.WriteLine("Looked at " + Looked(bundle));
        if (bundle.Snapshot is { } texts)
            SavedView.Write(texts, columns, to);
        Table table = new(to, columns, new("Kind", 8), new("Size", 9, Align.Right), new("Packed", 9, Align.Right), new("", 7), new("Part", 24));
        table.Header();
        foreach (BundleEntry part in bundle.Entries)
            table.Row(part.Kind, SizeText.Of(part.Size), SizeText.Of(part.Packed), part.IsWhole ? "" : "CUT", part.Name);
        GapsView.Write(bundle.Gaps, columns, to);
    }

    static string Secrecy(BundleListing bundle) =>
        (bundle.IsRaw ? "SECRETS ARE IN IT" : "secrets masked") + (bundle.IsRedacted ? ", names replaced" : "");

    static string Looked(BundleListing bundle) => (bundle.Looked, bundle.Snapshot?.Saved) switch
    {
        (LookParts.None, null) => "nothing beyond mappings and pages",
        (LookParts.None, _) => "saved texts alone",
        (var parts, _) => string.Join(", ", Words(parts)),
    };

    static IEnumerable<string> Words(LookParts parts)
    {
        foreach ((LookParts part, string word) in LookWords.All)
        {
            if ((parts & part) != 0)
                yield return word;
        }
    }
}
