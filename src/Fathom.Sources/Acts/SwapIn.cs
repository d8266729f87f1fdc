using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Native;

namespace Fathom.Sources.Acts;

/// <summary>
/// Pages that are brought back from swap, so that they can be looked at: a foreign read of a page faults it in for its
/// owner (mm/gup.c). Nothing takes that back but the kernel, when it needs the room.
/// </summary>
public static class SwapIn
{
    // The first round reads headers, the next what they lead to: a heap, or the header behind a block that is mapped singly.
    const int MostRounds = 24;

    const int Window = 256 * 1024;

    public static PriceTag Price(SwapInPlan plan)
    {
        string bytes = Text(plan.AtMost);
        return new PriceTag(
            $"reads pages that are in swap: {(plan.Hidden > Bytes.Zero ? "at most " : "")}{bytes} come back into the target's memory",
            ActWeight.Dear, "none; the kernel may swap other pages out for them", "little", $"reads {bytes} of swap",
            $"up to {bytes} more in its memory, counted by its limit, until the kernel swaps them out again");
    }

    /// <summary>What there is to bring back for a question.</summary>
    /// <param name="choose">The pages that the question needs, of one look.</param>
    public static Result<SwapInPlan> Plan(int pid, Func<Snapshot, SwapInPlan> choose) =>
        LiveLook.At(pid, new LookOptions()).Then<SwapInPlan>(snapshot => choose(snapshot));

    /// <summary>Brings back no more than was agreed to; answers how much it was.</summary>
    public static Result<Bytes> Do(int pid, Func<Snapshot, SwapInPlan> choose, Bytes agreed)
    {
        LiveMemory memory = new(pid, new Pace { Rests = true });
        byte[] window = new byte[Window];
        for (int round = 0; round < MostRounds && memory.BytesRead < agreed; round++)
        {
            if (!Plan(pid, choose).Try(out SwapInPlan? plan, out Gap? gap))
                return gap;
            if (plan.Bytes == Bytes.Zero || !Read(plan.Pages, memory, window, agreed))
                break;
        }
        return memory.BytesRead;
    }

    /// <summary>False where nothing more is to be read.</summary>
    static bool Read(PageRuns pages, LiveMemory memory, byte[] window, Bytes agreed)
    {
        foreach (PageRun run in pages)
        {
            for (Address at = run.Start; at < run.End;)
            {
                long room = Math.Min(Math.Min(run.End - at, Window), (agreed - memory.BytesRead).Value);
                if (room <= 0)
                    return false;
                memory.Read(at, window.AsSpan(0, (int)room));
                if (memory.LastErrno is Errno.ESRCH or Errno.EPERM)
                    return false;
                at += room;
            }
        }
        return true;
    }

    public static string Text(Bytes bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes.Value:N0} bytes");
}
