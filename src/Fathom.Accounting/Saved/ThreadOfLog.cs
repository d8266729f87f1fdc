using Fathom.Evidence.HotSpot;

namespace Fathom.Accounting.Saved;

/// <summary>A thread that a log names by its number, with what a dump of the JVM says of it: the nid is that number.</summary>
public sealed record ThreadOfLog(int Tid, string? Name, IReadOnlyList<string> Frames)
{
    /// <param name="dumps">Of one thread the last that shows frames: what it did while it asked for memory may be over.</param>
    public static ThreadOfLog Of(int tid, IEnumerable<ThreadDump> dumps)
    {
        ThreadOfLog found = new(tid, null, []);
        foreach (ThreadDump dump in dumps)
        {
            foreach (DumpedThread thread in dump.Threads)
            {
                if (thread.NativeId == tid)
                    found = new ThreadOfLog(tid, thread.Name, thread.Frames.Count > 0 ? JavaFrames.Of(thread) : found.Frames);
            }
        }
        return found;
    }
}
