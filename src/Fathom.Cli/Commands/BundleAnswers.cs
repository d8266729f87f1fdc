using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot.Nmt;

namespace Fathom.Cli.Commands;

/// <summary>What the JVM said when a bundle was made, in place of asking it.</summary>
static class BundleAnswers
{
    const string Nmt = "VM.native_memory";

    /// <summary>`jvm BUNDLE COMMAND`: the stored answer as it came.</summary>
    public static int PassOn(Session session, string path, IReadOnlyList<string> words, Stream? file)
    {
        string asked = string.Join(' ', words);
        if (!Find(path, asked).Try(out (string Command, byte[] Text) found, out Gap? gap))
            return Answering.Fail(session, gap);
        OutputFile.Begin(file);
        (file ?? session.Output).Write(found.Text);
        return ExitCode.Fine;
    }

    /// <summary>`nmt BUNDLE`: from the memory that was read then, as beside the process; else what the JVM answered.</summary>
    public static Result<NmtEvidence> Report(NmtChoice choice, string path)
    {
        LookOptions options = new() { Raw = choice.Raw, NmtBlocks = new NmtBlockOptions() };
        if (!BundleLook.At(path, options).Try(out Snapshot? snapshot, out Gap? gap) || !Birth(path).Try(out BundleAbout? about, out gap))
            return gap;
        snapshot = snapshot with { Cost = snapshot.Cost with { OwnPeak = OwnFootprint.Peak() } };
        NmtHead? head = snapshot.Target.Pid is { } pid && about.Birth is { } birth
            ? new NmtHead(snapshot.TakenAt, pid, birth, snapshot.Target.Jvm?.Version) : null;
        // As NmtFromMemory: the map is the look's, a summary has none.
        if (!choice.Ask && !choice.Detail && choice.Baseline is null && snapshot.JvmState?.Nmt is { Level: not NmtLevel.Off, Report: { } report })
            return new NmtEvidence(Place(snapshot, path), report with { Regions = [] }, ReadOnlyMemory<byte>.Empty, snapshot, head);
        if (snapshot.JvmState?.Nmt is { Level: NmtLevel.Off })
            return Gaps.NmtOff.At(snapshot.Target.Pid is { } off ? Proc(off) : PipedBundle.Shown(path));
        return Find(path, Nmt).Then(found => SavedNmtText.Parse(found.Text, found.Command).Then<NmtEvidence>(parsed =>
            new NmtEvidence(found.Command, parsed.Value, found.Text, snapshot with { Gaps = [.. parsed.Gaps, .. snapshot.Gaps] }, head)));
    }

    static Result<BundleAbout> Birth(string path) => BundleFile.Open(path).Then<BundleAbout>(bundle =>
    {
        using (bundle)
            return BundleLook.About(bundle);
    });

    /// <summary>The command itself, or where it stands alone the one that begins with it.</summary>
    static Result<(string Command, byte[] Text)> Find(string path, string asked)
    {
        if (!BundleFile.Open(path).Try(out BundleFile? bundle, out Gap? gap))
            return gap;
        using (bundle)
        {
            BundlePart? part = bundle.Parts.FirstOrDefault(part => part.Kind == PartKind.Answer && part.Name == asked)
                ?? bundle.Parts.FirstOrDefault(part => part.Kind == PartKind.Answer && part.Name.StartsWith(asked + " ", StringComparison.Ordinal));
            if (part is null)
                return Gaps.BundleHasNot.At(bundle.Path, null, "what the JVM answers to " + asked, "with --deep, which asks for VM.info, VM.metaspace and NMT's detail");
            return bundle.Read(part.Name, Limits.AttachTextBytes).Then<(string, byte[])>(text => (part.Name, text));
        }
    }

    static string Place(Snapshot snapshot, string path) => snapshot.Target.Pid is { } pid ? Proc(pid) + "/mem" : PipedBundle.Shown(path);

    static string Proc(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
}
