using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Findings;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Cli.Commands;

/// <summary>What the JVM is asked for a confirming test.</summary>
sealed class ConfirmQuestions
{
    // A finalizer that works takes thousands of objects a second.
    static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    static readonly AttachRequest Queue = AttachRequest.Jcmd("GC.finalizer_info");
    static readonly AttachRequest Dump = AttachRequest.Jcmd("Thread.print");

    readonly ConfirmingTest _test;

    ConfirmQuestions(ConfirmingTest test) => _test = test;

    /// <summary>Null where a test asks nothing.</summary>
    public static ConfirmQuestions? Of(ConfirmingTest test) =>
        test is ConfirmingTest.FinalizerQueue or ConfirmingTest.ThreadDump or ConfirmingTest.AllocationSites ? new ConfirmQuestions(test) : null;

    /// <summary>How long the JVM gets to change what was seen.</summary>
    public TimeSpan Between => _test == ConfirmingTest.FinalizerQueue ? Moment : TimeSpan.Zero;

    /// <summary>Why the question need not be asked: its price would be for nothing.</summary>
    public Gap? Missing(Case seen) =>
        _test == ConfirmingTest.AllocationSites && seen.Jvm?.Nmt is not { Level: NmtLevel.Detail } ? Gaps.NmtDetailOff.At(NmtRequests.Detail.Line) : null;

    public Result<TestAnswers> Ask(Asking asking)
    {
        if (!Requests(asking).Try(out IReadOnlyList<AttachRequest>? requests, out Gap? gap))
            return gap;
        if (asking.Objection(requests) is { } objection)
            return objection;
        TestAnswers answers = new();
        foreach (AttachRequest request in requests)
        {
            Result<byte[]> text = request == NmtRequests.Detail ? NmtRequests.Ask(asking, request) : asking.Text(request);
            if (!text.Try(out byte[]? bytes, out gap))
                return gap;
            answers = Add(answers, request, bytes);
        }
        return answers;
    }

    /// <summary>JDK 8 has no GC.finalizer_info: the dump says where the thread stands all the same.</summary>
    Result<IReadOnlyList<AttachRequest>> Requests(Asking asking) => _test switch
    {
        ConfirmingTest.AllocationSites => Result.Of<IReadOnlyList<AttachRequest>>([NmtRequests.Detail]),
        ConfirmingTest.FinalizerQueue => asking.Commands()
            .Then(known => Result.Of<IReadOnlyList<AttachRequest>>(known.Contains(Queue.Line) ? [Queue, Dump] : [Dump])),
        _ => Result.Of<IReadOnlyList<AttachRequest>>([Dump]),
    };

    static TestAnswers Add(TestAnswers answers, AttachRequest request, byte[] text) =>
        request == Queue ? answers with { Finalizers = FinalizerInfoText.Parse(text, request.Line).Value }
        : request == Dump ? answers with { Threads = ThreadDumpText.Parse(text, request.Line).Value }
        : answers with { Tracking = NmtText.Parse(text, request.Line).Value };
}
