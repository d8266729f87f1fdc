using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Cli.Commands;

/// <summary>
/// `--deep`: what only the JVM itself can say of its memory. Which commands it has and at which level NMT runs is asked
/// first; then the dear questions, all behind one yes.
/// </summary>
sealed class DeepQuestions
{
    static readonly AttachRequest Info = AttachRequest.Jcmd("VM.info");
    static readonly AttachRequest Nodes = AttachRequest.Jcmd("VM.metaspace vslist=true scale=1");
    static readonly AttachRequest Help = AttachRequest.Jcmd("help");
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    readonly Asking _asking;
    readonly Action<string, byte[]>? _keep;
    readonly List<Gap> _gaps = [];

    DeepQuestions(Asking asking, Action<string, byte[]>? keep) => (_asking, _keep) = (asking, keep);

    /// <summary>A gap only where nothing may be asked: a file, or no yes. What the JVM refuses leaves a hole in the answer.</summary>
    /// <param name="keep">Is handed each answer as it came, by its command.</param>
    public static Result<JvmAnswers> Ask(Session session, TargetPlace place, bool yes, bool quiet, Action<string, byte[]>? keep = null)
    {
        // What it was asked when the bundle was made is in it, or the look says that it is not.
        if (place.Path is { } path && BundleFile.Is(path))
            return new JvmAnswers();
        if (place.Pid is not { } pid)
            return Gaps.FileNotAsked.At(PipedBundle.Shown(place.Path!));
        if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out Gap? gap))
            return gap;
        if (!Asking.Open(session, jvm, Silence, yes, quiet).Try(out Asking? asking, out gap))
            return new JvmAnswers { Gaps = [gap] };
        using (asking)
            return new DeepQuestions(asking, keep).Ask();
    }

    Result<JvmAnswers> Ask()
    {
        if (_asking.Objection(Help, NmtRequests.Flags) is { } objection)
            return objection;
        if (!_asking.Commands().Try(out IReadOnlySet<string>? commands, out Gap? gap))
            return new JvmAnswers { Gaps = [gap] };
        List<AttachRequest> requests = Requests(commands);
        if (requests.Count > 0 && _asking.Objection(requests) is { } refused)
            return refused;
        JvmAnswers answers = new()
        {
            // Its call sites are many and not needed: they are let go before the look.
            Nmt = [.. (Read(requests, NmtRequests.Detail, NmtText.Parse)?.Regions ?? [])
                .Where(region => region.Key is not null && !region.Range.IsEmpty)
                .Select(region => new NmtRange(region.Range, region.Key!))],
            Info = Read(requests, Info, VmInfoText.Parse),
            Metaspace = Read(requests, Nodes, MetaspaceText.Parse),
        };
        _asking.WriteCost();
        return answers with { Gaps = _gaps, LeftBehind = _asking.LeftBehind };
    }

    /// <summary>Its own list counts, not its version: vendors port back.</summary>
    List<AttachRequest> Requests(IReadOnlySet<string> commands)
    {
        List<AttachRequest> requests = [];
        Result<byte[]> flags = _asking.Text(NmtRequests.Flags);
        if (!flags.Ok)
            _gaps.Add(flags.Gap!);
        if (flags.Ok && NmtRequests.Level(flags.Value) == "detail")
            requests.Add(NmtRequests.Detail);
        foreach (AttachRequest request in (ReadOnlySpan<AttachRequest>)[Info, Nodes])
        {
            string name = request.Line.Split(' ')[0];
            if (commands.Contains(name))
                requests.Add(request);
            else
                _gaps.Add(Gaps.DeepNotTold.At("jvm", null, name));
        }
        return requests;
    }

    delegate Parsed<T> Parser<T>(ReadOnlySpan<byte> text, string file);

    T? Read<T>(List<AttachRequest> requests, AttachRequest request, Parser<T> parser)
        where T : class
    {
        if (!requests.Contains(request))
            return null;
        Result<byte[]> text = request == NmtRequests.Detail ? NmtRequests.Ask(_asking, request) : _asking.Text(request);
        if (!text.Ok)
        {
            _gaps.Add(text.Gap!);
            return null;
        }
        _keep?.Invoke(request.Line, text.Value);
        Parsed<T> parsed = parser(text.Value, request.Line);
        // VM.info says in its NMT section that NMT is off: that is no hole in this answer.
        _gaps.AddRange(parsed.Gaps.Where(gap => gap.Id != Gaps.NmtOff.Id));
        return parsed.Value;
    }
}
