using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Bundle.Stored;
using Fathom.Sources.Files;

namespace Fathom.Sources.Bundle;

/// <summary>
/// Texts that a case was joined from, in a bundle: a list of them, and each as a part. They are read again by those who read
/// files, so that what is told of them needs no form of its own.
/// </summary>
static class BundleGiven
{
    public const string List = "given";

    public static void Write(BundleWriter to, GivenFiles given, IReadOnlyList<Action<Stream>> texts)
    {
        using (Stream part = to.Part(PartKind.Given, List))
        using (StorageWriter records = new(part))
            records.Record(given, Forms.GivenFiles);
        int number = 0;
        foreach (GivenFile file in given.Entries.Where(file => file.HasText))
        {
            using Stream part = to.Part(PartKind.GivenText, string.Create(CultureInfo.InvariantCulture, $"{List} {++number}: {Name(file)}"));
            texts[number - 1](part);
        }
    }

    /// <summary>Null where it was made of no texts. Of those that were cut off there is nothing; the bundle's own gap tells it.</summary>
    public static Result<GivenFiles>? Read(BundleFile bundle)
    {
        if (!bundle.Has(List, out BundlePart? list) || list.Kind != PartKind.Given || !list.IsWhole)
            return null;
        using Stream from = bundle.Read(list);
        return StorageReader.Read<GivenFiles>(from, Forms.GivenFiles, bundle.Path + ":" + List).Then<GivenFiles>(given => WithTexts(bundle, given));
    }

    static GivenFiles WithTexts(BundleFile bundle, GivenFiles given)
    {
        BundlePart[] parts = [.. bundle.Parts.Where(part => part.Kind == PartKind.GivenText && part.IsWhole)];
        List<GivenFile> files = [];
        int next = 0;
        foreach (GivenFile file in given.Entries)
        {
            if (!file.HasText)
                files.Add(file);
            else if (next < parts.Length && parts[next++] is { } part)
                files.Add(file.Kind == GivenKind.Log ? file with { Open = () => bundle.Read(part) } : file with { Text = Text(bundle, part) });
        }
        return given with { Entries = files };
    }

    static byte[]? Text(BundleFile bundle, BundlePart part) => bundle.Read(part, Limits.SavedTextBytes).Or(null);

    static string Name(GivenFile file) => file.Kind == GivenKind.FolderFile ? file.Place + "/" + file.Name : file.Place;
}
