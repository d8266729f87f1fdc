using System.Globalization;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.HotSpot;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>Ask, look, read what is beside, write.</summary>
sealed class CaptureRun(Session session, CaptureChoice choice, BundleOutput output, NameKey? key) : IDisposable
{
    readonly Capture _capture = new(choice.Raw, choice.Redact, key);

    public void Dispose() => _capture.Dispose();

    public int Run(TargetPlace place)
    {
        if (!Look(place).Try(out Snapshot? snapshot, out Gap? gap) || !About(place).Try(out BundleAbout? about, out gap))
            return Answering.Fail(session, gap);
        if (_capture.ReadBeside(place) is { } unread)
            return Answering.Fail(session, unread);
        CountingStream counted = new(output.To);
        _capture.Write(counted, snapshot, about);
        output.Keep();
        if (!choice.Quiet)
            Tell(snapshot, about, new Bytes(counted.Length));
        // What is missing is told by those who ask for it; it is stored all the same.
        return snapshot.Gaps.Any(each => each.Id == Gaps.TargetGone.Id) ? ExitCode.NoTarget : ExitCode.Fine;
    }

    Result<Snapshot> Look(TargetPlace place)
    {
        if (place.Path is { } path && BundleFile.Is(path))
            return OfBundle(path);
        LookOptions options = choice.Look with { Keep = _capture.Keep, KeepGiven = _capture.Keep };
        if (choice.Content)
        {
            IReadOnlyList<Fingerprint> fingerprints = FingerprintFiles.Own(session).All;
            options = options with { Contents = new(snapshot => HeapContent.Choose(snapshot, fingerprints, choice.Raw), _capture.Keep) };
        }
        if (choice.Deep)
        {
            if (!DeepQuestions.Ask(session, place, choice.Yes, choice.Quiet, _capture.Answer).Try(out JvmAnswers? answers, out Gap? gap))
                return gap;
            options = options with { Answers = answers };
        }
        return Looking.At(session, choice.Quiet, place, options).Then<Snapshot>(snapshot => WithCounters(snapshot, place));
    }

    /// <summary>As `jvm` does where the JVM's memory does not tell them.</summary>
    static Snapshot WithCounters(Snapshot snapshot, TargetPlace place) =>
        place.Pid is { } pid && snapshot.JvmState is { Counters: null } state && snapshot.Gaps.All(gap => gap.Id != Gaps.PerfDataOff.Id)
            && JvmProcess.Of(pid).Then(PerfDataFile.Read).Or(null) is { } counters
            ? snapshot with { JvmState = state with { Counters = counters } }
            : snapshot;

    /// <summary>All of it, whatever was asked for then.</summary>
    Result<Snapshot> OfBundle(string path)
    {
        if (!BundleFile.Open(path).Try(out BundleFile? bundle, out Gap? gap))
            return gap;
        using (bundle)
        {
            // Half of a bundle does not become a whole one.
            return bundle.Fault is { } fault ? fault
                : BundleLook.Stored(bundle).Then<Snapshot>(snapshot => choice.Raw ? snapshot : BundleLook.Masked(bundle, snapshot));
        }
    }

    Result<BundleAbout> About(TargetPlace place)
    {
        LookParts looked = choice.Look.Asked | (choice.Deep ? LookParts.Answers : LookParts.None) | (choice.Content ? LookParts.Peek : LookParts.None);
        BundleAbout about = new(Version, looked) { IsRaw = choice.Raw, IsRedacted = choice.Redact, NameKey = key?.Mark };
        if (place.Pid is { } pid)
            return JvmProcess.Of(pid).Then<BundleAbout>(process => about with { Birth = process.Birth.StartTicks });
        if (!BundleFile.Is(place.Path!))
            return about;
        if (!BundleFile.Open(place.Path!).Try(out BundleFile? bundle, out Gap? gap))
            return gap;
        using (bundle)
        {
            BundleAbout other = BundleLook.About(bundle);
            return other with
            {
                IsRaw = other.IsRaw && choice.Raw,
                IsRedacted = other.IsRedacted || choice.Redact,
                // Stand-ins of stand-ins are nobody else's.
                NameKey = !choice.Redact ? other.NameKey : other.IsRedacted ? null : key?.Mark,
                Looked = choice.Redact ? other.Looked & ~LookParts.Peek : other.Looked,
            };
        }
    }

    static string Version => typeof(CaptureRun).Assembly.GetName().Version?.ToString(3) ?? "0";

    void Tell(Snapshot snapshot, BundleAbout about, Bytes size)
    {
        GapsView.Write(snapshot.Gaps, session.Columns, session.Talk);
        session.Talk.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Stored    {SizeText.Of(size)} in {Printable.Of(choice.File ?? "-")}; {(about.IsRaw ? "SECRETS ARE IN IT" : "secrets masked")}{(about.IsRedacted ? ", names replaced" : "")}; fathom open lists it"));
        CostView.Write(snapshot.Cost, session.Talk);
    }
}
