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

    /// <summary>The same without the secrets of its command line, where it was stored with them.</summary>
    public static Snapshot Masked(BundleFile bundle, Snapshot snapshot) =>
        About(bundle).IsRaw && bundle.Has("cmdline", out _)
            ? snapshot with { Target = snapshot.Target with { Command = CommandLineText.Parse(bundle.Read("cmdline", Limits.CommandLineBytes).Or([])) } }
            : snapshot;

    public static BundleAbout About(BundleFile bundle) => BundleAbout.Parse(bundle.Read(BundleAbout.Name, 64 * 1024).Or([]));

    static Snapshot WithContents(BundleFile bundle, Snapshot seen, BundleAbout about, LookOptions options)
    {
        if (options.Peek is not { } peek || (about.Looked & LookParts.Peek) == 0)
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
