using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Bundle.Stored;
using Fathom.Sources.Files;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Bundle;

/// <summary>A bundle in place of the process: what was seen then, as far as the verb asks for it now.</summary>
public static class BundleLook
{
    public const string Snapshot = "snapshot";

    public static Result<Snapshot> At(string path, LookOptions options)
    {
        if (!BundleFile.Open(path).Try(out BundleFile? bundle, out Gap? gap))
            return gap;
        using (bundle)
        {
            if (!Whole(bundle, options).Try(out Snapshot? snapshot, out gap))
                return gap;
            return bundle.Fault is { } fault ? snapshot with { Gaps = [.. snapshot.Gaps, fault] } : snapshot;
        }
    }

    /// <summary>Everything that is stored, whoever asks for it.</summary>
    public static Result<Snapshot> Stored(BundleFile bundle)
    {
        if (!bundle.Has(Snapshot, out BundlePart? part))
            return Gaps.BundleHasNot.At(bundle.Path, null, "a snapshot", "this one was cut");
        using Stream from = bundle.Read(part);
        return StorageReader.Read<Snapshot>(from, Forms.Snapshot, bundle.Path + ":" + Snapshot)
            .Then(snapshot => SoundSnapshot.Check(snapshot, bundle.Path + ":" + Snapshot));
    }

    /// <summary>As stored; with what each text in it was taken for.</summary>
    public static Result<Snapshot> Listed(BundleFile bundle) => Stored(bundle).Then<Snapshot>(snapshot => snapshot with
    {
        Saved = BundleGiven.Read(bundle)?.Then(files => SavedLook.Again(files, new LookOptions())).Or(null)?.Saved,
    });

    /// <summary>Of the parts that were asked for those that there are: of texts there is no memory to look into.</summary>
    public static LookParts Held(BundleFile bundle, Snapshot snapshot)
    {
        (LookParts Part, bool Is)[] parts =
        [
            (LookParts.Shares, snapshot.Usage is not null),
            (LookParts.Malloc, snapshot.MallocState is not null),
            (LookParts.Census, snapshot.Census is not null),
            (LookParts.Reach, snapshot.Census?.Reach is not null),
            (LookParts.Figures, snapshot.JvmState is { Figures: not null } or { Counters: not null }),
            (LookParts.OpenFiles, snapshot.OpenFiles is not null),
            (LookParts.NmtBlocks, snapshot.JvmState?.Nmt?.Blocks is not null),
            (LookParts.Container, snapshot.Container is not null),
            (LookParts.Answers, bundle.Parts.Any(part => part.Kind == PartKind.Answer)),
            (LookParts.Peek, bundle.Parts.Any(part => part.Kind == PartKind.Contents)),
        ];
        LookParts held = LookParts.None;
        foreach ((LookParts part, bool isThere) in parts)
            held |= isThere ? part : LookParts.None;
        return held & About(bundle).Looked;
    }

    /// <summary>The same without the secrets of its command line, where it was stored with them.</summary>
    public static Snapshot Masked(BundleFile bundle, Snapshot snapshot) =>
        About(bundle).IsRaw && bundle.Has("cmdline", out _)
            ? snapshot with { Target = snapshot.Target with { Command = CommandLineText.Parse(bundle.Read("cmdline", Limits.CommandLineBytes).Or([])) } }
            : snapshot;

    public static BundleAbout About(BundleFile bundle) => BundleAbout.Parse(bundle.Read(BundleAbout.Name, 64 * 1024).Or([]));

    static Snapshot WithContents(BundleFile bundle, Snapshot seen, BundleAbout about, LookOptions options)
    {
        if (options.Peek is not { } peek || (about.Looked & LookParts.Peek) == 0 || BundleContents.Never(bundle, peek) is not null)
            return seen;
        return BundleContents.Find(bundle, seen, about, peek).Try(out MemoryContents? contents, out Gap? gap)
            ? seen with { Contents = contents }
            : seen with { Gaps = [.. seen.Gaps, gap] };
    }

    static Result<Snapshot> Whole(BundleFile bundle, LookOptions options)
    {
        if (BundleGiven.Read(bundle) is { } given)
            return given.Then(files => OfTexts(bundle, files, options));
        if (Stored(bundle).Try(out Snapshot? snapshot, out Gap? gap))
        {
            BundleAbout about = About(bundle);
            return Projection.Of(snapshot, about, options, bundle).Then<Snapshot>(seen => WithContents(bundle, seen, about, options));
        }
        // Cut in its snapshot: the texts before it still tell what a folder of them would.
        if (!bundle.Has("maps", out _) && !bundle.Has("smaps", out _))
            return bundle.Fault ?? gap;
        Snapshot texts = FolderLook.Of(new BundleTexts(bundle), bundle.TakenAt, options);
        return texts with { Gaps = [.. texts.Gaps, gap] };
    }

    static Result<Snapshot> OfTexts(BundleFile bundle, GivenFiles files, LookOptions options)
    {
        Result<Snapshot> joined = SavedLook.Again(files, options);
        if (!joined.Ok && bundle.Fault is { } fault)
            return fault;
        return !options.Raw || About(bundle).IsRaw ? joined : joined.Then<Snapshot>(snapshot => snapshot with
        {
            Gaps = [.. snapshot.Gaps, Gaps.BundleHasNot.At(bundle.Path, null, "the secrets of its texts", "with --raw")],
        });
    }
}
