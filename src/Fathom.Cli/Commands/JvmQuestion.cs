using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>One command passed through to the JVM: priced, agreed to, asked, and its answer handed on as it comes.</summary>
sealed class JvmQuestion(Session session, JvmChoice choice, JvmProcess jvm, Stream? file)
{
    readonly long _begun = Stopwatch.GetTimestamp();

    public int Run()
    {
        if (!AttachRequest.Of(choice.Words).Try(out AttachRequest? request, out Gap? gap)
            || !Asking.Open(session, jvm, choice.Timeout, choice.Yes, choice.Quiet).Try(out Asking? asking, out gap))
            return Answering.Fail(session, gap);
        using (asking)
        {
            PriceTag price = asking.WholePriceOf(request);
            if (asking.Objection(request) is { } objection)
                return Answering.Fail(session, objection);
            if (!asking.Ask(request).Try(out AttachReply? reply, out gap))
                return Answering.Fail(session, gap);
            using (reply)
            {
                gap = choice.Output.IsJson ? WriteJson(request, price, reply, asking.LeftBehind) : PassOn(reply);
                asking.WriteCost();
                return gap is null ? ExitCode.Fine : Answering.Fail(session, asking.Explain(gap, request));
            }
        }
    }

    /// <summary>The first bytes are held back until it is clear that they are no exception.</summary>
    Gap? PassOn(AttachReply reply)
    {
        Stream to = file ?? session.Output;
        byte[] part = new byte[64 * 1024];
        PlainBytes plain = new();
        bool clean = file is null && session.OutIsTerminal;
        for (bool first = true; ; first = false)
        {
            if (!reply.Read(part).Try(out int got, out Gap? gap))
                return gap;
            ReadOnlySpan<byte> text = part.AsSpan(0, got);
            if (first && (reply.Code != 0 ? FailureText.FirstLine(text) : FailureText.In(text)) is { } failure)
                return Gaps.CommandFailed.At("jvm", null, string.Join(' ', choice.Words), failure);
            if (got == 0)
                return null;
            if (clean)
                plain.Clean(part.AsSpan(0, got));
            to.Write(text);
        }
    }

    Gap? WriteJson(AttachRequest request, PriceTag price, AttachReply reply, IReadOnlyList<string> left)
    {
        if (!reply.ReadAll(Limits.AttachTextBytes).Try(out byte[]? bytes, out Gap? gap))
            return gap;
        string? failure = reply.Code != 0 ? FailureText.FirstLine(bytes) : FailureText.In(bytes);
        gap = failure is null ? null : Gaps.CommandFailed.At("jvm", null, request.Line, failure);
        JvmJson.Write(file ?? session.Output, new JvmAnswer(
            DateTimeOffset.UtcNow, JvmTarget.Of(jvm, null, choice.Raw), request.Line, price, reply.Code,
            System.Text.Encoding.UTF8.GetString(bytes), gap is null ? [] : [gap],
            Cost.None with { Wall = Stopwatch.GetElapsedTime(_begun), OwnPeak = OwnFootprint.Peak(), LeftBehind = left }));
        return gap;
    }
}
