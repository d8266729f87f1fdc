using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Elf;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Probe;

/// <summary>Makes a profile of the probe's table as it is at this moment: what was made since the session began, and what of it lives.</summary>
sealed class TraceReading(ProbeTable table, Symbolizer symbols, TracedMethods methods)
{
    const string Kind = "trace";

    static readonly ProfileColumn[] Columns = [ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes];

    static readonly Dictionary<(uint Stack, uint Thread), double> Nothing = [];
    /// <summary>More than any block has; all entries together stay below what a long holds.</summary>
    const ulong MostWeight = 1UL << 45;

    readonly ProfileBuilder _builder = new(Columns.Length);
    readonly Dictionary<ulong, int> _frames = [];
    readonly Dictionary<uint, int> _stacks = [];

    /// <param name="olderThan">Of what lives only what was made so long before; nought for all.</param>
    /// <param name="now">Since the session began.</param>
    /// <param name="threadNames">By their number; for others the one that the probe noted is taken.</param>
    /// <param name="before">What growth is held against; null for the beginning.</param>
    public TracedProfile Read(string place, TimeSpan olderThan, TimeSpan now, IReadOnlyDictionary<int, string> threadNames, TraceMoment? before = null)
    {
        LiveSums live = LiveSums.Of(table, olderThan, now);
        Dictionary<uint, LiveSum> inUse = ByStack(live.Rows);
        ProfileSamples stacks = ReadStacks(inUse, before);
        ProfileSamples threads = ReadThreads(live.Rows, threadNames, before);
        AllocationProfile profile = _builder.Done(place, Kind, Columns, new ProfileSampling(SamplingKind.Poisson, table.Interval, true)) with { TakenAt = DateTimeOffset.UtcNow };
        return new TracedProfile(profile, new TraceWindow(now - (before?.At ?? TimeSpan.Zero), stacks, threads), live.Totals);
    }

    ProfileSamples ReadStacks(Dictionary<uint, LiveSum> inUse, TraceMoment? before)
    {
        Dictionary<uint, double> then = [];
        foreach (((uint stack, _), double bytes) in before?.Live ?? Nothing)
            CollectionsMarshal.GetValueRefOrAddDefault(then, stack, out _) += bytes;
        WindowRows window = new();
        ReadOnlySpan<ProbeStack> all = table.Stacks;
        for (uint i = 1; i <= all.Length; i++)
        {
            ProbeStack stack = all[(int)i - 1];
            if (stack.Ready == 0 || (stack.MadeBytes == 0 && !inUse.ContainsKey(i)))
                continue;
            LiveSum sum = inUse.GetValueOrDefault(i);
            _stacks[i] = StackOf(stack);
            _builder.Sample(_stacks[i], [Whole(sum.Count), Whole(sum.Bytes), Whole(stack.MadeBlocks), Whole(stack.MadeBytes)]);
            window.Add(_stacks[i], then.GetValueOrDefault(i), before?.Made.GetValueOrDefault(i) ?? 0, sum.Variance, 0);
        }
        // A sample whose stack found no room.
        if (inUse.TryGetValue(0, out LiveSum without))
            _builder.Sample(0, [Whole(without.Count), Whole(without.Bytes), Whole(without.Count), Whole(without.Bytes)]);
        return window.Made();
    }

    /// <summary>Each sample by itself, of those that lived already when <paramref name="before"/> was read.</summary>
    public (AllocationProfile Stacks, IReadOnlyList<TracedBlock> Blocks) ReadBlocks(string place, IReadOnlySet<(ulong, uint)> before)
    {
        List<TracedBlock> blocks = [];
        Dictionary<uint, int> stacks = [];
        ReadOnlySpan<ProbeStack> all = table.Stacks;
        foreach ((ulong at, ProbeEntry entry) in table.Living())
        {
            if (!before.Contains((at, entry.Milliseconds)))
                continue;
            ref int stack = ref CollectionsMarshal.GetValueRefOrAddDefault(stacks, entry.Stack, out bool isKnown);
            if (!isKnown && unchecked(entry.Stack - 1) < (uint)all.Length && all[(int)entry.Stack - 1] is { Ready: not 0 } ready)
                stack = StackOf(ready);
            ulong weight = Math.Min(entry.Weight, MostWeight);
            blocks.Add(new TracedBlock(new Address(at), weight, (double)weight / entry.Size, stack, unchecked((int)entry.Tid)));
        }
        return (_builder.Done(place, Kind, Columns, new ProfileSampling(SamplingKind.Poisson, table.Interval, true)), blocks);
    }

    ProfileSamples ReadThreads(Dictionary<(uint Stack, uint Thread), LiveSum> live, IReadOnlyDictionary<int, string> threadNames, TraceMoment? before)
    {
        IReadOnlyDictionary<int, string> noted = table.ThreadNames();
        IReadOnlyDictionary<(uint, uint), double> then = before?.Live ?? Nothing;
        WindowRows window = new();
        foreach (((uint stack, uint thread), LiveSum sum) in live)
        {
            int name = NameOf(thread), at = _stacks.GetValueOrDefault(stack);
            _builder.ThreadSample(at, [Whole(sum.Count), Whole(sum.Bytes), 0, 0], name);
            window.Add(at, then.GetValueOrDefault((stack, thread)), 0, sum.Variance, name);
        }
        // What has gone since was less growth.
        foreach (((uint Stack, uint Thread) key, double bytes) in then)
        {
            if (!live.ContainsKey(key))
                window.Add(_stacks.GetValueOrDefault(key.Stack), bytes, 0, 0, NameOf(key.Thread));
        }
        return window.Made();

        int NameOf(uint thread) => _builder.Texts.Add(threadNames.GetValueOrDefault(unchecked((int)thread)) ?? noted.GetValueOrDefault(unchecked((int)thread)) ?? "");
    }

    static Dictionary<uint, LiveSum> ByStack(Dictionary<(uint Stack, uint Thread), LiveSum> live)
    {
        Dictionary<uint, LiveSum> sums = [];
        foreach (((uint stack, _), LiveSum part) in live)
        {
            ref LiveSum sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, stack, out _);
            sum = new LiveSum(sum.Count + part.Count, sum.Bytes + part.Bytes, sum.Variance + part.Variance);
        }
        return sums;
    }

    /// <summary>The columns of a window, in their order.</summary>
    sealed class WindowRows
    {
        readonly List<int> _stacks = [], _threads = [];
        readonly List<long> _values = [];

        public void Add(int stack, double bytes, double made, double variance, int thread)
        {
            _stacks.Add(stack);
            _threads.Add(thread);
            _values.AddRange([Whole(bytes), Whole(made), Whole(Math.Sqrt(variance))]);
        }

        public ProfileSamples Made() => new(TraceWindow.Columns, [.. _stacks], [.. _values], [.. _threads]);
    }

    int StackOf(ProbeStack stack)
    {
        int length = (int)Math.Min(stack.Length, 192);
        if (stack.Frame > ProbeLayout.Frames - length)
            return 0;
        ReadOnlySpan<ulong> words = table.Frames.Slice((int)stack.Frame, length);
        Span<int> frames = stackalloc int[length];
        int count = 0;
        foreach (ulong word in words)
        {
            if (word >> 60 != 0xF)
                frames[count++] = FrameOf(word);
        }
        return _builder.StackOf(frames[..count]);
    }

    int FrameOf(ulong word)
    {
        if (!_frames.TryGetValue(word, out int frame))
            _frames[word] = frame = (word & ProbeLayout.JavaFrame) != 0 ? JavaFrame(word) : NativeFrame(word);
        return frame;
    }

    int JavaFrame(ulong word)
    {
        const int noCode = 0xFF00;
        bool hasName = (word & ProbeLayout.RawMethod) != ProbeLayout.RawMethod;
        if (!hasName || methods[(int)(word & int.MaxValue)] is not { } method)
            return _builder.Frame(new ProfileFrame(0, _builder.Texts.Add(UnnamedJava.Method), 0));
        int code = (int)((word >> 32) & 0xFFFF), line = code < noCode ? method.Lines?.At(code) ?? 0 : 0;
        int file = line > 0 ? _builder.Texts.Add(method.Lines!.File) : 0;
        return _builder.Frame(new ProfileFrame(0, _builder.Texts.Add(method.Text), 0, 0, file, line));
    }

    /// <summary>Return addresses: the call is the byte before.</summary>
    int NativeFrame(ulong pc)
    {
        ImageAddress? at = symbols.Find(new Address(unchecked(pc - 1)));
        int name = at?.Symbol is { } symbol ? _builder.Texts.Add(symbol) : 0;
        return _builder.Frame(new ProfileFrame(pc, name, at is { } known ? _builder.Texts.Add(known.Image) : 0, at is { Symbol: null } bare ? bare.Offset + 1 : 0));
    }

    static long Whole(double value) => value is >= 0 and < long.MaxValue ? (long)Math.Round(value) : 0;
}
