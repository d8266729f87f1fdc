using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Findings;
using Fathom.Tests.Findings.Rules;

namespace Fathom.Tests.Findings;

/// <summary>What answers of a JVM show, for and against a finding.</summary>
public class ConfirmationTests
{
    static readonly string[] Sleeping = ["at java.lang.Thread.sleep(Native Method)", "- locked <0x1>", "at com.example.Pool.run(Pool.java:42)"];

    [Theory]
    [InlineData(4998, 4998, Outcome.Confirmed)]
    [InlineData(4998, 12, Outcome.Refuted)]
    [InlineData(4998, 2500, Outcome.CannotTell)]
    public void A_queue_that_gets_shorter_is_worked_on(int before, int after, Outcome outcome)
    {
        TestAnswers answers = new()
        {
            Finalizers = new FinalizerInfo { Waiting = [new("com.example.Guarded", 4990)] },
            Threads = new ThreadDump { Threads = [new("Finalizer") { State = "TIMED_WAITING (sleeping)", Frames = Sleeping }] },
        };

        Shown shown = Read("FTH018", answers, Waiting(before), Waiting(after));

        Assert.Equal(outcome, shown.Outcome);
        Assert.Contains("4,990 of com.example.Guarded", shown.Said);
        Assert.Contains("the thread Finalizer is TIMED_WAITING (sleeping) in com.example.Pool.run(Pool.java:42)", shown.Said);
    }

    [Theory]
    [InlineData("TIMED_WAITING (sleeping)", Outcome.Confirmed)]
    [InlineData("RUNNABLE", Outcome.Refuted)]
    public void Threads_that_wait_in_one_place_are_not_used(string state, Outcome outcome)
    {
        Case seen = Observed.Idle.Threads(600, Name, 80).Case();
        TestAnswers answers = new() { Threads = Dump(600, state, Sleeping) };

        Assert.Equal(outcome, Read("FTH046", answers, seen, seen).Outcome);
    }

    [Theory]
    [InlineData(3, Outcome.Confirmed)]
    [InlineData(1024, Outcome.Refuted)]
    [InlineData(600, Outcome.CannotTell)]
    public void A_stack_that_is_deep_now_is_in_use(int frames, Outcome outcome)
    {
        Case seen = Observed.Idle.Threads(40, Name, 2700).Case();
        TestAnswers answers = new() { Threads = Dump(40, "RUNNABLE", [.. Enumerable.Repeat("at com.example.Deep.call(Deep.java:7)", frames)]) };

        Assert.Equal(outcome, Read("FTH047", answers, seen, seen).Outcome);
    }

    [Theory]
    [InlineData("jni_GetStringUTFChars", Outcome.Confirmed)]
    [InlineData("jni_GetByteArrayElements", Outcome.Confirmed)]
    [InlineData("Unsafe_AllocateMemory0", Outcome.Refuted)]
    public void Call_sites_say_who_asked_for_blocks(string function, Outcome outcome)
    {
        Case seen = new JniArrayCases().Fires.First();
        NmtSite site = new([new(default, "AllocateHeap"), new(default, function)], "Internal") { Malloc = new(new NmtAmount(Bytes.FromMiB(190)), 200_000) };
        TestAnswers answers = new() { Tracking = new NmtReport(NmtKind.Detail, new Bytes(1)) { Sites = [site] } };

        Assert.Equal(outcome, Read("FTH019", answers, seen, seen).Outcome);
    }

    /// <summary>No answer, an empty one, a case of which nothing is known: none of them decides anything, and nothing throws.</summary>
    [Theory]
    [MemberData(nameof(Asking))]
    public void Without_an_answer_nothing_is_said(string id)
    {
        Rule rule = Catalog.Rules.Single(each => each.Id == id);
        foreach (Case whole in CatalogTests.Cases(id).Fires)
        {
            Finding finding = rule.Judge(whole)!;
            foreach (Case part in Parts.Without(whole).Append(whole))
            {
                foreach (TestAnswers answers in (TestAnswers[])[new(), new() { Finalizers = new(), Threads = new(), Tracking = new(NmtKind.Detail, new Bytes(1)) }])
                {
                    if (id != "FTH018")
                        Assert.Equal(Outcome.CannotTell, rule.Read(answers, finding, part, part).Outcome);
                    rule.Read(answers, finding, whole, part);
                }
            }
        }
    }

    public static TheoryData<string> Asking =>
        [.. Catalog.Rules.Where(rule => rule.Test is ConfirmingTest.FinalizerQueue or ConfirmingTest.ThreadDump or ConfirmingTest.AllocationSites).Select(rule => rule.Id)];

    static Shown Read(string id, TestAnswers answers, Case before, Case after)
    {
        Rule rule = Catalog.Rules.Single(each => each.Id == id);
        return rule.Read(answers, rule.Judge(before)!, before, after);
    }

    static Case Waiting(int count) => Observed.Idle.Figures(figures => figures with { FinalizersWaiting = count })
        .Census(StreamRows.Inflaters, 41).Case();

    static string Name(int i) => $"leaked-pool-{i}-thread-1";

    static ThreadDump Dump(int count, string state, string[] frames) =>
        new() { Threads = [.. Enumerable.Range(0, count).Select(i => new DumpedThread(Name(i)) { State = state, Frames = frames })] };
}
