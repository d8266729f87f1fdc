using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Verifying;

/// <summary>A variant of a scenario, to be run at one place.</summary>
public sealed record Case(Scenario Scenario, Variant Variant, IJvmPlace Place)
{
    /// <summary>Every variant of these at every place, place by place.</summary>
    public static IEnumerable<Case> All(IReadOnlyList<Scenario> scenarios, IReadOnlyList<IJvmPlace> places)
    {
        foreach (IJvmPlace place in places)
            foreach (Scenario scenario in scenarios)
                foreach (Variant variant in scenario.Variants)
                    yield return new Case(scenario, variant, place);
    }

    /// <summary>Runs it, and asks the doctor wherever something is expected.</summary>
    public CaseResult Run(Doctor doctor)
    {
        long begun = Stopwatch.GetTimestamp();
        if (Scenario.Missing(Place) is { } missing)
            return new CaseResult(this, [], missing, IsSkipped: true, TimeSpan.Zero);
        List<JudgedPhase> judged = [];
        Gap? stopped = Run(doctor, judged);
        return new CaseResult(this, judged, stopped, IsSkipped: false, Stopwatch.GetElapsedTime(begun));
    }

    Gap? Run(Doctor doctor, List<JudgedPhase> judged)
    {
        if (!ScenarioRun.Start(RunRequest.Judged(Scenario, Variant), Place).Try(out ScenarioRun? run, out Gap? gap))
            return gap;
        using (run)
        {
            foreach (Result<Phase> reached in run.Phases())
            {
                if (!reached.Try(out Phase? phase, out gap))
                    return gap;
                foreach (Expected expected in Judgement.Awaited(Variant, Place.Feature))
                {
                    if (expected.Phase != phase.Name)
                        continue;
                    if (!doctor.Ask(run.Pid, Variant.Asked).Try(out IReadOnlyList<Said>? said, out gap))
                        return gap;
                    judged.Add(new JudgedPhase(expected, said, Judgement.Of(Variant, expected, said)));
                }
            }
        }
        return null;
    }
}

/// <summary>What came of one look.</summary>
public sealed record JudgedPhase(Expected Expected, IReadOnlyList<Said> Said, Judgement Judgement);

/// <summary>What came of one run.</summary>
/// <param name="Gap">Why not all of it was judged.</param>
/// <param name="IsSkipped">It was not started: it cannot run here.</param>
public sealed record CaseResult(Case Case, IReadOnlyList<JudgedPhase> Phases, Gap? Gap, bool IsSkipped, TimeSpan Took);
