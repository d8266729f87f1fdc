using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>
/// Questions to one JVM: priced before they are asked, agreed to in one word where one of them is dear, and what they
/// left behind said after.
/// </summary>
sealed class Asking : IDisposable
{
    readonly long _begun = Stopwatch.GetTimestamp();
    readonly List<string> _left = [];
    readonly Dictionary<string, PriceTag> _helped = [];
    readonly Session _session;
    readonly HotSpotAttach _attach;
    readonly Bytes? _resident;
    readonly bool _yes;
    readonly bool _quiet;
    bool _listenerPriced;

    Asking(Session session, JvmProcess jvm, HotSpotAttach attach, bool yes, bool quiet) =>
        (_session, Jvm, _attach, _resident, _yes, _quiet) = (session, jvm, attach, jvm.Resident(), yes, quiet);

    public JvmProcess Jvm { get; }

    /// <summary>
    /// What stays in or beside the JVM because of what was asked so far. How much of that was new is not told by the JVM:
    /// its RSS is, whatever else it did meanwhile.
    /// </summary>
    public IReadOnlyList<string> LeftBehind =>
        [.. _attach.LeftBehind, .. _left, .. _left.Count > 0 && Growth() is { } grown ? (string[])["RSS " + grown + " meanwhile"] : []];

    public static Result<Asking> Open(Session session, JvmProcess jvm, TimeSpan silence, bool yes, bool quiet) =>
        HotSpotAttach.Open(jvm, new AttachOptions { Silence = silence })
            .Then<Asking>(attach => new Asking(session, jvm, attach, yes, quiet));

    /// <summary>The JVM is asked only once for the help on a command that is not known here.</summary>
    PriceTag PriceOf(AttachRequest request)
    {
        if (CommandPrices.Of(request) is { } known)
            return known;
        string name = request.Line.Split(' ')[0];
        if (!_helped.TryGetValue(name, out PriceTag? price))
            _helped[name] = price = CommandPrices.ByHelp(_attach.Help(name));
        return price;
    }

    /// <summary>The price, with what the first question of all leaves.</summary>
    public PriceTag WholePriceOf(AttachRequest request)
    {
        PriceTag price = PriceOf(request);
        string listener = HotSpotAttach.Price(Jvm).Leaves;
        return price with { Leaves = price.Leaves is "nothing" ? listener : price.Leaves + "; " + listener };
    }

    /// <summary>
    /// Shows the tags: of dear acts always, of small ones unless they are not wanted. A gap where a dear one is among
    /// them and nobody agrees; nothing has been asked then.
    /// </summary>
    public Gap? Objection(params IReadOnlyList<AttachRequest> requests)
    {
        List<string> dear = [];
        foreach (AttachRequest request in requests)
        {
            PriceTag price = _listenerPriced ? PriceOf(request) : WholePriceOf(request);
            bool isDear = price.Weight == ActWeight.Dear;
            if (isDear)
                dear.Add(price.Does);
            if (!isDear && _quiet)
                continue;
            Consent.Announce(_session, string.Create(CultureInfo.InvariantCulture, $"{request.Line} in {Jvm.Pid}"), price);
            _listenerPriced = true;
        }
        if (dear.Count == 0 || _yes || _session.Agrees())
            return null;
        return Gaps.ActNotAgreed.At(string.Join(", ", requests.Select(request => request.Line)), null, string.Join("; ", dear));
    }

    public Result<AttachReply> Ask(AttachRequest request)
    {
        Result<AttachReply> reply = _attach.Ask(request);
        if (reply.Ok && CommandPrices.Of(request) is { Weight: ActWeight.Dear, Leaves: not "nothing" and var leaves } && !_left.Contains(leaves))
            _left.Add(leaves);
        return reply;
    }

    /// <summary>The whole answer; what the JVM says instead of one is a gap.</summary>
    public Result<byte[]> Text(AttachRequest request)
    {
        if (!Ask(request).Try(out AttachReply? reply, out Gap? gap))
            return gap;
        using (reply)
        {
            if (!reply.ReadAll(Limits.AttachTextBytes).Try(out byte[]? bytes, out gap))
                return gap;
            string? failure = reply.Code != 0 ? FailureText.FirstLine(bytes) : FailureText.In(bytes);
            return failure is null ? bytes : Explain(Gaps.CommandFailed.At("jvm", null, request.Line, failure), request);
        }
    }

    /// <summary>The commands this JVM has.</summary>
    public Result<IReadOnlySet<string>> Commands() => _attach.Commands();

    /// <summary>A command that this JVM does not have: said with the names it has that are near.</summary>
    public Gap Explain(Gap gap, AttachRequest request)
    {
        if (gap.Id != Gaps.CommandFailed.Id || !gap.What.Contains("Unknown diagnostic command", StringComparison.Ordinal))
            return gap;
        string name = request.Line.Split(' ')[0];
        string area = name.Split('.')[0] + ".";
        IEnumerable<string> near = (Commands().Or(null) ?? new HashSet<string>())
            .Where(each => each.StartsWith(area, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
        return Gaps.CommandUnknown.At("jvm", null, name, string.Join(" ", near) is { Length: > 0 } names ? names : "nothing");
    }

    /// <summary>What it did cost, unless nobody wants to know.</summary>
    public void WriteCost()
    {
        if (!_quiet)
            PriceTagView.WriteCost(Stopwatch.GetElapsedTime(_begun), LeftBehind, _session.Talk);
    }

    string? Growth() =>
        _resident is { } before && Jvm.Resident() is { } now && now > before ? SizeText.Change(now - before) : null;

    public void Dispose() => _attach.Dispose();
}
