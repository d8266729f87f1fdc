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
        int[] groups = peek.Where == PeekWhere.Groups && snapshot.Census is not null ? [.. peek.Groups!(snapshot).Order()] : [];
        if (peek.Where == PeekWhere.Groups && groups.Length == 0)
            return Gaps.PeekNoGroup.At("census", null, peek.Name);
        if (peek.Raw && !about.IsRaw)
            return Gaps.BundleHasNot.At(bundle.Path, null, "the secrets of these texts", "with --heap-content --raw");
        foreach (BundlePart part in bundle.Parts.Where(part => part.Kind == PartKind.Contents && part.IsWhole))
        {
            using Stream from = bundle.Read(part);
            Result<StoredContents> read = StorageReader.Read<StoredContents>(from, Forms.StoredContents, bundle.Path + ":" + part.Name);
            if (read.Ok && read.Value.Groups.SequenceEqual(groups) && read.Value.Contents.MinLength == peek.MinLength)
                return Shown(read.Value, peek);
        }
        return Gaps.BundleHasNot.At(bundle.Path, null, "the texts of these blocks", "with --heap-content, which keeps those of the largest rows, from 10 characters on");
    }

    /// <summary>What is asked of memory itself, which no capture keeps.</summary>
    public static Gap? Never(BundleFile bundle, PeekOptions peek) => peek switch
    {
        { Where: not (PeekWhere.All or PeekWhere.Groups) } => Gaps.BundleNever.At(bundle.Path, null, "memory by its place or its size",
            "ask the process or a core of it (gcore PID); a bundle of capture --heap-content answers peek --all and peek --group"),
        { Into: not null } => Gaps.BundleNever.At(bundle.Path, null, "memory as it is, only its texts",
            "ask the process or a core of it (gcore PID); without -o the texts are shown"),
        _ => null,
    };

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
