using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.Calls;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Strace;

/// <summary>Goes through a log: puts broken calls together, waits for the stack behind a call, hands calls to their space.</summary>
sealed class StraceReading(string place)
{
    readonly ReportNotes _notes = new(place);
    readonly CallSites _sites = new();
    readonly TracedThreads _threads = new();
    readonly CallCounts _counts = new();
    readonly LastTime _time = new();
    TracedCall _open;
    int? _openTid;
    bool _hasOpen;

    public void Add(int number, ReadOnlySpan<byte> text)
    {
        StraceLine line = StraceLine.Of(text);
        if (line.Kind == StraceLineKind.Frame)
        {
            _sites.Add(line.Text);
            return;
        }
        Apply();
        if (!line.Time.IsEmpty)
            _time.Set(line.Time);
        switch (line.Kind)
        {
            case StraceLineKind.Call:
                Call(number, text, line, line.Text);
                break;
            case StraceLineKind.Unfinished:
                Begin(_threads.Of(line.Tid), line.Text);
                break;
            case StraceLineKind.Resumed:
                Resume(number, text, line);
                break;
            case StraceLineKind.End:
                _threads.End(line.Tid, line.Text[4..^4]);
                break;
            case StraceLineKind.Attached:
                _threads.Of(line.Tid);
                break;
            case StraceLineKind.Unknown:
                _notes.Keep(number, text);
                break;
        }
    }

    public Parsed<MemoryCalls> Done(long lines)
    {
        Apply();
        foreach (TracedSpace space in _threads.Spaces.Where(space => space.Missed > 0))
            _notes.Add(Gaps.CallsMissed, space.Missed.ToString("N0", CultureInfo.InvariantCulture));
        if (!_counts.Has(CallName.Protect))
            _notes.Add(Gaps.ProtectionNotTraced);
        return _notes.Done(new MemoryCalls
        {
            Lines = lines,
            Calls = _counts.Taken(),
            FirstTime = _time.First,
            LastTime = _time.Last,
            HasProtection = _counts.Has(CallName.Protect),
            GuessedThreads = _threads.Guessed,
            Programs = [.. _threads.Spaces.Where(space => space.HasCalls).Select(space => space.Taken(_sites))],
            Unread = _notes.Unread,
        });
    }

    void Call(int number, ReadOnlySpan<byte> whole, in StraceLine line, ReadOnlySpan<byte> call)
    {
        if (!TracedCall.TryParse(call, out TracedCall parsed) || (!parsed.Failed && !TracedSpace.IsPossible(parsed)))
        {
            _notes.Broken(number, whole);
            return;
        }
        bool breakFailed = parsed is { Name: CallName.Break, Failed: false, Address: > 0 } && parsed.Result != parsed.Address;
        _counts.Add(parsed.Name, parsed.Failed || breakFailed);
        if (parsed.Failed || parsed.Name == CallName.Other)
            return;
        if (parsed.Name == CallName.Execute)
        {
            _threads.Execute(line.Tid, call);
            return;
        }
        if (parsed.Name == CallName.Clone)
        {
            _threads.Clone(line.Tid, parsed);
            return;
        }
        (_open, _openTid, _hasOpen) = (parsed, line.Tid, true);
    }

    static void Begin(TracedThread thread, ReadOnlySpan<byte> text)
    {
        (thread.WasApplied, thread.Detached) = (false, null);
        thread.Unfinished.Begin(text);
    }

    void Resume(int number, ReadOnlySpan<byte> whole, in StraceLine line)
    {
        TracedThread thread = _threads.Of(line.Tid);
        ReadOnlySpan<byte> call = thread.Unfinished.Finish(line.Text);
        if (call.IsEmpty)
            // Its beginning is before the log's.
            _notes.Keep(number, whole);
        else if (!thread.WasApplied)
            Call(number, whole, line, call);
        else
            _counts.Add(TracedCall.NameOf(call), failed: false);
    }

    /// <summary>The stack of a call is behind it, so a call waits for the next line that is none.</summary>
    void Apply()
    {
        int site = _sites.Close();
        if (!_hasOpen)
            return;
        _hasOpen = false;
        TracedSpace space = _threads.SpaceOf(_openTid, _open);
        if (space.Overlaps(_open))
            ApplyUnfinished(space);
        TracedThread thread = _threads.Of(_openTid);
        space.Apply(_open, _openTid, site, _time.Text, _open.Name == CallName.Remap ? thread.Detached : null);
        thread.Detached = null;
    }

    /// <summary>The kernel has given back what another thread unmaps before that call is seen to return.</summary>
    void ApplyUnfinished(TracedSpace space)
    {
        foreach (TracedThread thread in _threads.WithUnfinished(space))
        {
            if (thread.Tid == _openTid || thread.WasApplied || thread.Detached is not null
                || !TracedCall.TryParseHead(thread.Unfinished.Head, out TracedCall call) || !TracedSpace.Meets(call, _open))
                continue;
            if (call.Name == CallName.Unmap)
            {
                space.Apply(call, thread.Tid, -1, _time.Text);
                thread.WasApplied = true;
            }
            else if (call.Name == CallName.Remap)
            {
                thread.Detached = space.Detach(call, thread.Tid, -1);
            }
        }
    }
}
