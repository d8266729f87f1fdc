using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>What chunks are called that nothing names.</summary>
static class Contents
{
    const string Blocks = "blocks of ";

    public static string Of(ChunkGroup group) => group.ChunkSize.Value == 0 ? "not looked at"
        : string.Create(CultureInfo.InvariantCulture, $"{Blocks}{Size(group.ChunkSize)}: {Word(group.Content)}");

    /// <summary>Where such chunks lead to more that is theirs, their own content says little of the row.</summary>
    public static string WithParts(string structure) =>
        structure.StartsWith(Blocks, StringComparison.Ordinal) && structure.IndexOf(':') is > 0 and var end ? structure[..end] + " and what they lead to" : structure;

    static string Size(Bytes size) => size.Value <= 64 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{size.Value:N0} B")
        : string.Create(CultureInfo.InvariantCulture, $"up to {size.Value / 1024:N0} KiB");

    static string Word(ContentKind content) => content switch
    {
        ContentKind.Zero => "all zeros",
        ContentKind.Pointers => "addresses",
        ContentKind.Text => "text",
        ContentKind.Utf16 => "UTF-16 text",
        ContentKind.Json => "JSON",
        ContentKind.Xml => "XML",
        ContentKind.Pem => "certificates or keys (PEM)",
        ContentKind.Der => "certificates or keys (DER)",
        ContentKind.ClassFile => "class files",
        ContentKind.Zip => "zip or jar entries",
        ContentKind.Sized => "size in front",
        ContentKind.ArenaPiece => "arena pieces",
        ContentKind.ThreadCache => "malloc's cache of a thread",
        ContentKind.Random => "compressed or encrypted data",
        _ => "unknown data",
    };
}
