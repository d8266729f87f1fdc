using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Sources.Probe;
using Fathom.Views;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`trim --now`: agreed to, looked at, done by the JVM's own command or else by the probe, looked at again.</summary>
sealed class TrimNow(Session session, LookArguments arguments, int? arenaMax, ParseResult parsed)
{
    static readonly AttachRequest Trim = AttachRequest.Jcmd("System.trim_native_heap");

    public int Run()
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        OutputChoice choice = arguments.Output(parsed);
        if (!OutputFile.Open(choice.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!Answering.Place(session, arguments.Targets(parsed)).Try(out TargetPlace? place, out gap))
                return Answering.Fail(session, gap);
            if (place.Pid is not { } pid)
                return Answering.Fail(session, Gaps.FileNotAsked.At(PipedBundle.Shown(place.Path!)));
            if ((Objection(pid) ?? arguments.Objection(parsed, session, place)) is { } objection)
                return Answering.Fail(session, objection);
            if (!Done(place, pid).Try(out TrimAnswer? answer, out gap))
                return Answering.Fail(session, gap);
            OutputFile.Begin(file);
            bool quiet = arguments.Quiet(parsed) && !choice.IsJson;
            Answering.Write(session, choice, file, quiet ? answer.Before with { Gaps = [] } : answer.Before,
                (shown, to, columns) => TrimView.Write(answer with { Before = shown, ArenaMax = arenaMax }, columns, to),
                (shown, to) => TrimJson.Write(to, answer with { Before = shown, ArenaMax = arenaMax }));
            return Answering.ExitOf(answer.Before);
        }
    }

    /// <summary>Null where it can be asked, and the price was agreed to.</summary>
    Gap? Objection(int pid)
    {
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap))
            return gap;
        if (JvmKind.Objection(jvm) is { } other)
            return other.Id == Gaps.JvmNeeded.Id || other.Id == Gaps.JvmNotHotSpot.Id ? Gaps.TrimNeedsJvm.At(other.Where) : other;
        return HasNoCommand(jvm) ? null : Agreed(Trim.Line, pid, CommandPrices.Of(Trim)! with { Leaves = HotSpotAttach.Price(jvm).Leaves });
    }

    /// <summary>Of JDK 8 it is known before it is asked.</summary>
    static bool HasNoCommand(JvmProcess jvm) => PerfDataFile.Read(jvm).Or(null)?.Text("java.property.java.vm.specification.version") == "1.8";

    Gap? Agreed(string act, int pid, PriceTag price) =>
        Consent.Objection(session, string.Create(CultureInfo.InvariantCulture, $"{act} in {pid}"), price, arguments.Yes(parsed), act);

    Result<TrimAnswer> Done(TargetPlace place, int pid)
    {
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap)
            || !HotSpotAttach.Open(jvm, new AttachOptions()).Try(out HotSpotAttach? attach, out gap))
            return gap;
        using (attach)
        {
            if (!attach.Commands().Try(out IReadOnlySet<string>? commands, out gap))
                return gap;
            bool byCommand = commands.Contains(Trim.Line);
            if (!byCommand && Agreed("malloc_trim", pid, ProbeTrim.Price(jvm)) is { } refused)
                return refused;
            if (!arguments.Acted(parsed, place).Try(out LookOptions? options, out gap))
                return gap;
            if (!Looking.At(session, arguments.Quiet(parsed), place, options).Try(out Snapshot? before, out gap))
                return gap;
            OwnFootprint.Shrink();
            Result<Bytes?> trimmed = byCommand ? Ask(attach).Then<Bytes?>(result => result.Returned) : ByProbe(jvm, attach, before);
            if (!trimmed.Try(out Bytes? said, out gap) || !Looking.At(session, arguments.Quiet(parsed), place, options).Try(out Snapshot? after, out gap))
                return gap;
            return Joined(before, after, said, byCommand ? attach.LeftBehind : [.. attach.LeftBehind, "the probe's code (47 KiB, at rest)"]);
        }
    }

    /// <summary>It says nothing of what went. Of another malloc's memory malloc_trim knows nothing: no code is loaded for that.</summary>
    static Result<Bytes?> ByProbe(JvmProcess jvm, HotSpotAttach attach, Snapshot before)
    {
        Gap? gap = ArenasCommand.Missing(before) ?? ProbeTrim.Do(jvm, attach);
        return gap is null ? (Bytes?)null : gap.Id == Gaps.TrimNoFunction.Id || gap.Id == Gaps.ArenasNotShown.Id ? gap : Gaps.TrimAbsent.At(Trim.Line, gap.Errno, gap.What);
    }

    static Result<TrimResult> Ask(HotSpotAttach attach) => attach.Ask(Trim).Then(reply =>
    {
        using AttachReply open = reply;
        return open.ReadAll(Limits.AttachTextBytes).Then<TrimResult>(bytes =>
        {
            string? failure = open.Code != 0 ? FailureText.FirstLine(bytes) : FailureText.In(bytes);
            if (failure is not null)
                return Gaps.CommandFailed.At("jvm", null, Trim.Line, failure);
            Parsed<TrimResult> result = TrimText.Parse(bytes, Trim.Line);
            return result.Gaps is [var gap, ..] ? gap : result.Value;
        });
    });

    /// <summary>Gaps and cost of both looks stand at the first, whose answer it is.</summary>
    static TrimAnswer Joined(Snapshot before, Snapshot after, Bytes? said, IReadOnlyList<string> left)
    {
        TrimTruth truth = TrimTruth.Of(before, after, said);
        Cost cost = before.Cost with
        {
            Wall = before.Cost.Wall + after.Cost.Wall,
            TargetStopped = before.Cost.TargetStopped + after.Cost.TargetStopped,
            TargetDelayed = before.Cost.TargetDelayed > after.Cost.TargetDelayed ? before.Cost.TargetDelayed : after.Cost.TargetDelayed,
            MemoryRead = before.Cost.MemoryRead + after.Cost.MemoryRead,
            LeftBehind = [.. before.Cost.LeftBehind, .. left],
        };
        IEnumerable<Gap> gaps = before.Gaps.Concat(after.Gaps).Distinct();
        if (ArenasCommand.Missing(before) is { } missing)
            gaps = gaps.Append(missing);
        return new TrimAnswer(Answering.Complete(before with { Gaps = [.. gaps], Cost = cost }), new TrimDone(after, truth, before.MallocState?.Swapped.Trimmable ?? Bytes.Zero));
    }
}
