using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.HotSpot;

namespace Fathom.Cli.Commands;

/// <summary>The figures that the JVM would answer, out of its memory: nothing is attached, and nothing stays behind.</summary>
static class NmtFromMemory
{
    /// <summary>Null where the JVM has to be asked: its memory does not tell, or what is wanted only the JVM writes.</summary>
    public static Result<NmtEvidence>? Read(NmtChoice choice, int pid)
    {
        // Call sites with their names, and the text that a baseline keeps.
        if (choice.Ask || choice.Detail || choice.Baseline is not null)
            return null;
        DateTimeOffset takenAt = DateTimeOffset.UtcNow;
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap)
            || !LiveLook.At(pid, new LookOptions { Raw = choice.Raw, NmtBlocks = new() }).Try(out Snapshot? snapshot, out gap))
            return gap;
        snapshot = snapshot with { TakenAt = takenAt, Cost = snapshot.Cost with { OwnPeak = OwnFootprint.Peak() } };
        return snapshot.JvmState?.Nmt switch
        {
            { Level: NmtLevel.Off } => Gaps.NmtOff.At(Place(pid)),
            // The map is the look's; a summary has none.
            { Report: { } report } => new NmtEvidence(Place(pid) + "/mem", report with { Regions = [] }, ReadOnlyMemory<byte>.Empty, snapshot,
                new NmtHead(takenAt, pid, jvm.Birth.StartTicks, snapshot.Target.Jvm?.Version)),
            _ => null,
        };
    }

    static string Place(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
}
