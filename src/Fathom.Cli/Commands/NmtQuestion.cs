using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Cli.Commands;

/// <summary>A running JVM is asked for its report, and looked at straight after: what of it is in memory.</summary>
sealed class NmtQuestion
{
    readonly Asking _asking;
    readonly NmtChoice _choice;
    readonly List<Gap> _gaps = [];

    NmtQuestion(Asking asking, NmtChoice choice) => (_asking, _choice) = (asking, choice);

    public static Result<NmtEvidence> Ask(Session session, NmtChoice choice, int pid)
    {
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap)
            || !Asking.Open(session, jvm, choice.Timeout, choice.Yes, choice.Quiet).Try(out Asking? asking, out gap))
            return gap;
        using (asking)
            return new NmtQuestion(asking, choice).Ask();
    }

    Result<NmtEvidence> Ask()
    {
        long begun = Stopwatch.GetTimestamp();
        if (!Request().Try(out AttachRequest? request, out Gap? gap))
            return gap;
        if (_asking.Objection(request) is { } objection)
            return objection;
        DateTimeOffset takenAt = DateTimeOffset.UtcNow;
        if (!NmtRequests.Ask(_asking, request).Try(out byte[]? text, out gap))
            return gap;
        _asking.WriteCost();
        if (!SavedNmtText.Parse(text, request.Line).Try(out Parsed<NmtReport>? parsed, out gap))
            return gap;
        if (!LiveLook.At(_asking.Jvm.Pid, new LookOptions { Raw = _choice.Raw, NmtBlocks = new() }).Try(out Snapshot? snapshot, out gap))
            return gap;
        // Another process has the number now: its pages are none of this report's.
        if (!_asking.Jvm.IsAlive())
            return Gaps.TargetGone.At(_asking.Jvm.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new NmtEvidence(request.Line, parsed.Value, text, snapshot with
        {
            TakenAt = takenAt,
            Gaps = [.. _gaps, .. parsed.Gaps, .. snapshot.Gaps],
            Cost = snapshot.Cost with
            {
                Wall = Stopwatch.GetElapsedTime(begun),
                OwnPeak = OwnFootprint.Peak(),
                LeftBehind = _asking.LeftBehind,
            },
        }, new NmtHead(takenAt, _asking.Jvm.Pid, _asking.Jvm.Birth.StartTicks, snapshot.Target.Jvm?.Version));
    }

    /// <summary>Whether NMT keeps a map is asked before the dear question: at level summary its price would be for nothing.</summary>
    Result<AttachRequest> Request()
    {
        if (!_choice.Detail)
            return NmtRequests.Summary;
        if (_asking.Objection(NmtRequests.Flags) is { } objection)
            return objection;
        if (!_asking.Text(NmtRequests.Flags).Try(out byte[]? flags, out Gap? gap))
            return gap;
        if (NmtRequests.Level(flags) == "detail")
            return NmtRequests.Detail;
        if (NmtRequests.Level(flags) == "summary")
            _gaps.Add(Gaps.NmtDetailOff.At(NmtRequests.Detail.Line));
        return NmtRequests.Summary;
    }
}
