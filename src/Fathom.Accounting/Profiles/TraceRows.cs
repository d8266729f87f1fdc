using System.Runtime.InteropServices;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;

namespace Fathom.Accounting.Profiles;

/// <summary>A trace row by row.</summary>
public sealed class TraceRows
{
    const string NoStack = "(no stack)", NotJava = "(not from Java)", NoThread = "(a thread without a name)";

    const int InUseBytes = 1, MadeBytes = 3;

    readonly AllocationProfile _profile;
    readonly FramePattern? _only;
    readonly TraceGroup _group;
    readonly Dictionary<int, (string Name, string? Java)?> _keys = [];
    readonly Dictionary<(string Name, string? Java), Sums> _rows = [];

    TraceRows(AllocationProfile profile, FramePattern? only, TraceGroup group) => (_profile, _only, _group) = (profile, only, group);

    /// <summary>In no order; all that anything was made of.</summary>
    /// <param name="window">Null where nothing is known of earlier moments.</param>
    public static IReadOnlyList<TraceSummary> Of(AllocationProfile profile, TraceWindow? window, FramePattern? only, TraceGroup group)
    {
        TraceRows rows = new(profile, only, group);
        if (group == TraceGroup.Thread)
            rows.TakeThreads(window);
        else
            rows.TakeStacks(window);
        double all = rows._rows.Values.Sum(row => row.Bytes);
        return [.. rows._rows.Where(pair => pair.Value.HasAny).Select(pair => pair.Value.Row(pair.Key.Name, pair.Key.Java, all, window is not null, group == TraceGroup.Thread))];
    }

    sealed class Sums
    {
        readonly Dictionary<int, double> _threads = [];

        public double Bytes, Made, Before, MadeBefore, Variance;

        public bool HasAny => Bytes > 0 || Made > 0 || Before > 0;

        public string? Thread { get; set; }

        public void AddThread(int thread, double bytes) => CollectionsMarshal.GetValueRefOrAddDefault(_threads, thread, out _) += bytes;

        /// <summary>One that has nine tenths of it; 0 for none.</summary>
        public int Main()
        {
            if (_threads.Count == 0)
                return 0;
            KeyValuePair<int, double> most = _threads.MaxBy(pair => pair.Value);
            return most.Value > 0.9 * _threads.Values.Sum() ? most.Key : 0;
        }

        public TraceSummary Row(string name, string? java, double all, bool hasWindow, bool byThread) => new(name, java, Thread, Bytes, all > 0 ? Bytes / all : 0)
        {
            Made = byThread ? null : Made,
            Grew = hasWindow ? Bytes - Before : null,
            MadeOfLate = hasWindow && !byThread ? Math.Max(0, Made - MadeBefore) : null,
            Deviation = Math.Sqrt(Variance),
        };
    }

    void TakeStacks(TraceWindow? window)
    {
        for (int i = 0; i < _profile.Samples.Count; i++)
        {
            if (RowOf(_profile.Samples.Stacks[i]) is not { } row)
                continue;
            row.Bytes += _profile.Samples.Of(i)[InUseBytes];
            row.Made += _profile.Samples.Of(i)[MadeBytes];
        }
        for (int i = 0; i < (window?.Stacks.Count ?? 0); i++)
        {
            if (RowOf(window!.Stacks.Stacks[i]) is { } row)
                AddBefore(row, window.Stacks.Of(i));
        }
        for (int i = 0; i < (_profile.ThreadSamples?.Count ?? 0); i++)
            RowOf(_profile.ThreadSamples!.Stacks[i])?.AddThread(_profile.ThreadSamples.ThreadOf(i), _profile.ThreadSamples.Of(i)[InUseBytes]);
        foreach (Sums row in _rows.Values)
            row.Thread = _profile.Frames.Texts[row.Main()] is { Length: > 0 } name ? name : null;
    }

    void TakeThreads(TraceWindow? window)
    {
        for (int i = 0; i < (_profile.ThreadSamples?.Count ?? 0); i++)
        {
            if (RowOf(_profile.ThreadSamples!.Stacks[i], _profile.ThreadSamples.ThreadOf(i)) is { } row)
                row.Bytes += _profile.ThreadSamples.Of(i)[InUseBytes];
        }
        for (int i = 0; i < (window?.Threads.Count ?? 0); i++)
        {
            if (RowOf(window!.Threads.Stacks[i], window.Threads.ThreadOf(i)) is { } row)
                AddBefore(row, window.Threads.Of(i));
        }
    }

    static void AddBefore(Sums row, ReadOnlySpan<long> values)
    {
        row.Before += values[TraceWindow.Bytes];
        row.MadeBefore += values[TraceWindow.Made];
        row.Variance += (double)values[TraceWindow.Deviation] * values[TraceWindow.Deviation];
    }

    /// <summary>Null for a stack that was not asked for.</summary>
    Sums? RowOf(int stack, int thread = 0)
    {
        if (!_keys.TryGetValue(stack, out (string Name, string? Java)? key))
            _keys[stack] = key = _only is not null && !Fits(stack, _only) ? null : _group == TraceGroup.Thread ? ("", null) : KeyOf(TracedCaller.Of(_profile, stack));
        if (key is not { } found)
            return null;
        if (_group == TraceGroup.Thread)
            found = (_profile.Frames.Texts[thread] is { Length: > 0 } name ? name : NoThread, null);
        ref Sums? row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, found, out _);
        return row ??= new Sums();
    }

    (string, string?) KeyOf(TracedCaller caller) => _group switch
    {
        TraceGroup.Method => (caller.Java.Method ?? NotJava, null),
        TraceGroup.Line => (caller.Java.Line ?? caller.Java.Method ?? NotJava, null),
        TraceGroup.Function => (caller.Native ?? NoStack, null),
        TraceGroup.Library => (caller.Library ?? NoStack, null),
        _ => (caller.Native ?? NoStack, caller.Java.Way),
    };

    bool Fits(int stack, FramePattern only)
    {
        for (int at = stack; at > 0; at = _profile.Stacks.Parents[at])
        {
            int frame = _profile.Stacks.Frames[at];
            if (only.Fits(FrameLabels.Of(_profile.Frames, frame, ProfileGrain.Line)) || only.Fits(_profile.Frames.LibraryOf(frame)))
                return true;
        }
        return false;
    }
}
