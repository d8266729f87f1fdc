using Fathom.Evidence;
using Fathom.Lab.Jdks;

namespace Fathom.Lab.Running;

/// <summary>
/// A running scenario. It stands still between two phases, so that evidence can be taken. It ends with this object, and
/// also when this process is killed: its input ends then.
/// </summary>
public sealed class ScenarioRun : IDisposable
{
    static readonly TimeSpan PhaseWithin = TimeSpan.FromSeconds(60);

    readonly JvmProcess _jvm;
    readonly MemoryCgroup? _cgroup;
    int _passed;

    ScenarioRun(RunRequest request, IJvmPlace place, JvmProcess jvm, MemoryCgroup? cgroup)
    {
        _cgroup = cgroup;
        Request = request;
        Place = place;
        _jvm = jvm;
    }

    public RunRequest Request { get; }

    public IJvmPlace Place { get; }

    /// <summary>The JVM's pid as this machine counts, also when it runs in a pid namespace. Known from phase A on.</summary>
    public int Pid => _jvm.Pid;

    public static Result<ScenarioRun> Start(RunRequest request, IJvmPlace place)
    {
        if (request.Scenario.Missing(place) is { } missing)
            return missing;
        if (!JavaCompiler.Classes(place as Jdk).Try(out string? classes, out Gap? gap))
            return gap;
        if (request.Scenario.Limit is not { } limit)
            return JvmProcess.Start(Command(request, place, classes))
                .Then<ScenarioRun>(jvm => new ScenarioRun(request, place, jvm, null));
        if (!MemoryCgroup.Make(limit, request.Scenario.Needs.Contains(Needs.Swap)).Try(out MemoryCgroup? cgroup, out gap))
            return gap;
        Result<JvmProcess> started = JvmProcess.Start(cgroup.Enter(Command(request, place, classes)));
        if (!started.Ok)
            cgroup.Dispose();
        return started.Then<ScenarioRun>(jvm => new ScenarioRun(request, place, jvm, cgroup));
    }

    static IReadOnlyList<string> Command(RunRequest request, IJvmPlace place, string classes)
    {
        IEnumerable<string> jars = request.Scenario.Jars;
        // The launcher takes the last -cp it is given.
        IEnumerable<string> path = jars.Any() ? ["-cp", string.Join(':', [classes, .. jars])] : [];
        IReadOnlyList<string> java = place.Start(classes, [.. path, .. request.Arguments]);
        return request.Variant.Environment.Count > 0 ? ["env", .. request.Variant.Environment, .. java] : java;
    }

    /// <summary>Lets the program run on to its next phase, where it waits.</summary>
    public Result<Phase> Next()
    {
        if (_passed++ > 0)
            _jvm.GoOn();
        return _jvm.NextPhase(PhaseWithin);
    }

    /// <summary>All phases asked for, each while the program waits in it; ends after the first that cannot be had.</summary>
    public IEnumerable<Result<Phase>> Phases()
    {
        while (_passed < Request.PhaseNames.Count)
        {
            Result<Phase> phase = Next();
            yield return phase;
            if (!phase.Ok)
                yield break;
        }
    }

    public void Dispose()
    {
        _jvm.Dispose();
        _cgroup?.Dispose();
    }
}
