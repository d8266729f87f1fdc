using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Cli.Commands;

/// <summary>Makes a side of a diff of what a user named: whatever can be looked at, or a text, by its content.</summary>
static class DiffSides
{
    public static Result<Side> Read(Session session, DiffChoice choice, string name)
    {
        if (!Answering.Place(session, name).Try(out TargetPlace? place, out Gap? gap))
            return gap;
        if (place.Path == "-")
            return TextFile.Read(place.Input(), PipedBundle.Input, Limits.SavedTextBytes).Then(piped =>
                OfText(piped, PipedBundle.Input) ?? Look(session, choice, place with { Input = () => new MemoryStream(piped) }, PipedBundle.Input));
        return place.Path is { } path && File.Exists(path) && !BundleFile.Is(path) && TextFile.Read(path).Try(out byte[]? text, out _) && OfText(text, path) is { } side
            ? side : Look(session, choice, place, PipedBundle.Shown(name));
    }

    static Result<Side> Look(Session session, DiffChoice choice, TargetPlace place, string name)
    {
        OwnFingerprints own = FingerprintFiles.Own(session);
        LookOptions options = DoctorCommand.Asked(new LookOptions { Arenas = true, Raw = choice.Raw });
        // What a sample is off by would look like a change.
        options = options with { Census = options.Census! with { Exact = true } };
        return Looking.At(session, choice.Quiet, place, options).Then<Side>(snapshot => Sides.Of(name, snapshot, own.All) with { StandIns = StandIns(place) });
    }

    /// <summary>Without a key they are numbered, in each bundle anew.</summary>
    static string? StandIns(TargetPlace place)
    {
        if (place.Path is not { } path || !BundleFile.Is(path) || !BundleFile.Open(path).Try(out BundleFile? bundle, out _))
            return null;
        using (bundle)
            return BundleLook.About(bundle) is { IsRedacted: true } about ? about.NameKey ?? "numbers of " + path : null;
    }

    /// <summary>Null for what is no text that is understood here.</summary>
    static Result<Side>? OfText(byte[] text, string place)
    {
        ReadOnlySpan<byte> begun = text.AsSpan().TrimStart(" \r\n\t"u8);
        if (begun.StartsWith("{"u8))
            return EarlierAnswerJson.Parse(text, place).Then<Side>(answer => Sides.Of(place, answer));
        return HotSpotText.Recognise(text) switch
        {
            HotSpotFormat.NativeMemory or HotSpotFormat.VmInfo => NmtEvidence.OfText(text, place).Then<Side>(report =>
                Sides.Of(place, report.Report, report.Head) with { Gaps = report.Snapshot.Gaps }),
            HotSpotFormat.ClassHistogram => OfHistogram(ClassHistogramText.Parse(text, place), place),
            _ => OfSmaps(SmapsText.Parse(text, place), place),
        };
    }

    static Result<Side> OfHistogram(Parsed<ClassHistogram> histogram, string place) =>
        Sides.Of(place, histogram.Value) with { Gaps = histogram.Gaps };

    static Result<Side>? OfSmaps(Parsed<SmapsTable> smaps, string place)
    {
        // maps without sizes, or some lines of another text that look like it.
        if (smaps.Value.Count == 0 || smaps.Value.All(entry => entry.Usage == default))
            return null;
        Snapshot snapshot = new()
        {
            TakenAt = default,
            Target = new Target { Files = [place] },
            Mappings = smaps.Value.Mappings,
            Usage = smaps.Value.Usage,
            Gaps = smaps.Gaps,
            Cost = Cost.None,
        };
        // A text does not say when it was made.
        return Sides.Of(place, snapshot) with { TakenAt = null, HasMemory = false };
    }
}
