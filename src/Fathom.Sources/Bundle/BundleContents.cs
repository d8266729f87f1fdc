using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Evidence.Saved;
using Fathom.Sources.Bundle.Stored;
using Fathom.Sources.Peeking;

namespace Fathom.Sources.Bundle;

/// <summary>`peek` on a bundle: the contents that were kept of the same blocks, whatever they are called this time.</summary>
static class BundleContents
{
    /// <summary>Lines kept of each; `peek` shows 20 if not told otherwise.</summary>
    public const int Kept = 1000;

    public static Result<MemoryContents> Find(BundleFile bundle, Snapshot snapshot, BundleAbout about, PeekOptions peek)
    {
        int[]? groups = peek.Where switch
        {
            PeekWhere.Groups when snapshot.Census is not null => [.. peek.Groups!(snapshot).Order()],
            PeekWhere.All => [],
            _ => null,
        };
        if (groups is null || (groups.Length == 0 && peek.Where == PeekWhere.Groups))
            return Gaps.BundleHasNot.At(bundle.Path, null, "what stands in this memory", "with --heap-content, for --all and for live blocks of the census by --group");
        if (peek.Into is not null || (peek.Raw && !about.IsRaw))
            return Gaps.BundleHasNot.At(bundle.Path, null, "memory as it is: of its texts only, secrets masked", "texts with secrets by --raw; bytes are in a core");
        foreach (BundlePart part in bundle.Parts.Where(part => part.Kind == PartKind.Contents && part.IsWhole))
        {
            using Stream from = bundle.Read(part);
            Result<StoredContents> read = StorageReader.Read<StoredContents>(from, Forms.StoredContents, bundle.Path + ":" + part.Name);
            if (read.Ok && read.Value.Groups.SequenceEqual(groups) && read.Value.Contents.MinLength == peek.MinLength)
                return Shown(read.Value, peek);
        }
        return Gaps.BundleHasNot.At(bundle.Path, null, "the texts of these blocks", "with --heap-content, which keeps those of the largest rows, from 10 characters on");
    }

    static MemoryContents Shown(StoredContents stored, PeekOptions peek)
    {
        MemoryContents contents = stored.Contents;
        return contents with
        {
            Asked = stored.Name.Length == 0 ? contents.Asked : contents.Asked.Replace(stored.Name, peek.Name, StringComparison.Ordinal),
            Texts = [.. contents.Texts.Take(peek.Top)],
            Hex = peek.Hex > 0 ? contents.Hex : null,
        };
    }
}
