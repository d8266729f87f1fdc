using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>A case of files of a process that has ended.</summary>
static class Ended
{
    public static Case With(object content, int? pid = null) => Observed.Idle.With(snapshot => snapshot with
    {
        MallocState = null,
        Status = snapshot.Status with { Pid = pid },
        Saved = new SavedTexts([new SavedPiece("dmesg.txt", 1, 60, "oom-kill") { Content = content }]),
    }).Case();

    public static KernelKills Kill(string name = "java", int mib = 500, KillScope scope = KillScope.Cgroup) => new()
    {
        Kills =
        [
            new KernelKill
            {
                Scope = scope,
                Memory = new CgroupCounter(Bytes.FromMiB(512), Bytes.FromMiB(512), 44),
                Killed = [new KilledProcess(4242, name) { Anonymous = Bytes.FromMiB(mib), File = Bytes.FromMiB(1) }],
            },
        ],
    };
}

sealed class KilledForMemoryCases : IRuleCases
{
    public string Rule => "FTH083";

    public IEnumerable<Case> Fires =>
    [
        Ended.With(Ended.Kill()), Ended.With(Ended.Kill("orders"), pid: 4242), Ended.With(Ended.Kill(scope: KillScope.Machine)), Ended.With(Ended.Kill(mib: 40)),
        Ended.With(Pod(killed: true)),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        // Another process was killed, and ours not.
        Ended.With(Ended.Kill("postgres")), Ended.With(Ended.Kill(), pid: 4243),
        Ended.With(Pod(killed: false)), Ended.With(new KernelKills()),
    ];

    static ContainerStates Pod(bool killed) => new()
    {
        Containers = [new ContainerState("app") { Before = new ContainerRun("Terminated") { ExitCode = 137, KilledForMemory = killed }, MemoryLimit = new RoundedSize(Bytes.FromMiB(512), Bytes.Zero) }],
    };
}

sealed class RefusedMemoryCases : IRuleCases
{
    public string Rule => "FTH085";

    public IEnumerable<Case> Fires =>
    [
        Ended.With(new CrashReport { Cause = CrashCause.NoMemory, Refused = Bytes.FromMiB(1), ByMalloc = false }),
        Ended.With(new CrashReport { Cause = CrashCause.NoMemory }),
    ];

    public IEnumerable<Case> Silent => [Observed.Idle.Case(), Ended.With(new CrashReport { Cause = CrashCause.Signal }), Ended.With(new CrashReport())];
}
