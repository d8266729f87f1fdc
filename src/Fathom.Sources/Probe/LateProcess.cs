using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;

namespace Fathom.Sources.Probe;

/// <summary>A JVM of the program that had lost its environment on the way, or sees another file system: it was attached to.</summary>
sealed class LateProcess(ProbeSession session) : FollowedProcess(session.Jvm, isJvm: true)
{
    protected override IReadOnlyList<string> LeftBehind => session.LeftBehind;

    public override long News => 0;

    public override void Renew() => session.Renew();

    public override void Stop() => session.Stop();

    public override void Dispose() => session.Dispose();

    protected override AllocationProfile Read(TimeSpan olderThan, IReadOnlyDictionary<int, string> threads) => session.Read(olderThan, threads);

    protected override Dictionary<int, string> ThreadNames()
    {
        Dictionary<int, string> names = [];
        if (!LiveLook.At(Process.Pid, new LookOptions()).Try(out Snapshot? snapshot, out _))
            return names;
        Dictionary<int, int> inside = snapshot.Threads.ToDictionary(thread => thread.Tid, thread => thread.InsideTid);
        foreach (JavaThread thread in snapshot.JvmState?.Threads ?? [])
        {
            if (thread.WorkingName is { } name)
                names[inside.GetValueOrDefault(thread.Tid, thread.Tid)] = name;
        }
        return names;
    }

    protected override TraceFigures Figures(TimeSpan olderThan) => session.Figures(olderThan);
}
