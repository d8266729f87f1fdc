using System.Diagnostics;
using System.Globalization;
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
        AttachOptions options = new() { Silence = choice.Timeout };
        if (!AttachRequest.Of(choice.Words).Try(out AttachRequest? request, out Gap? gap)
            || !HotSpotAttach.Open(jvm, options).Try(out HotSpotAttach? attach, out gap))
            return Answering.Fail(session, gap);
        using (attach)
        {
            PriceTag price = CommandPrices.Of(request) ?? CommandPrices.ByHelp(attach.Help(request.Line.Split(' ')[0]));
            string left = HotSpotAttach.Price(jvm).Leaves;
            price = price with { Leaves = price.Leaves is "nothing" ? left : price.Leaves + "; " + left };
            if (!Agrees(request, price))
                return Answering.Fail(session, Gaps.ActNotAgreed.At(request.Line, null, price.Does));
            if (!attach.Ask(request).Try(out AttachReply? reply, out gap))
                return Answering.Fail(session, gap);
            using (reply)
            {
                gap = choice.Output.IsJson ? WriteJson(request, price, reply, attach.LeftBehind) : PassOn(reply);
                if (!choice.Quiet)
                    PriceTagView.WriteCost(Stopwatch.GetElapsedTime(_begun), attach.LeftBehind, session.Talk);
                return gap is null ? ExitCode.Fine : Answering.Fail(session, Explain(gap, request, attach));
            }
        }
    }

    /// <summary>The tag is always shown before a dear act, of a small one unless it is not wanted.</summary>
    bool Agrees(AttachRequest request, PriceTag price)
    {
        bool dear = price.Weight == ActWeight.Dear;
        string what = string.Create(CultureInfo.InvariantCulture, $"{request.Line} in {jvm.Pid}");
        if (dear || !choice.Quiet)
            PriceTagView.Write(what, price, session.Talk);
        return !dear || choice.Yes || session.Agrees("Go on? [y/N] ");
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

    /// <summary>A command that this JVM does not have: said with the names it has that are near.</summary>
    static Gap Explain(Gap gap, AttachRequest request, HotSpotAttach attach)
    {
        if (gap.Id != Gaps.CommandFailed.Id || !gap.What.Contains("Unknown diagnostic command", StringComparison.Ordinal))
            return gap;
        string name = request.Line.Split(' ')[0];
        string area = name.Split('.')[0] + ".";
        IEnumerable<string> near = (attach.Commands().Or(null) ?? new HashSet<string>())
            .Where(each => each.StartsWith(area, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
        return Gaps.CommandUnknown.At("jvm", null, name, string.Join(" ", near) is { Length: > 0 } names ? names : "nothing");
    }
}
