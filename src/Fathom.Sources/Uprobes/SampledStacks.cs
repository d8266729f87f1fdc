using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Elf;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Uprobes;

/// <summary>What the records say: stacks with names, read while libraries and methods are there, and what each stack has made.</summary>
/// <param name="renew">Looks for a library that has come to an address; true where there was one.</param>
sealed class SampledStacks(StackWalk walk, int pid, long interval, Vm? vm, Func<ulong, bool> renew)
{
    const int MostFrames = 100_000;

    static readonly ProfileColumn[] Columns = [ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes];

    readonly ProfileBuilder _builder = new(Columns.Length);
    readonly JavaPlaces _places = new(vm);
    readonly WalkedFrame[] _walked = new WalkedFrame[StackWalk.MostFrames];
    readonly Dictionary<ulong, int> _natives = [];
    readonly Dictionary<WalkedFrame, int> _methods = [];
    readonly Dictionary<int, Sum> _made = [];
    readonly Dictionary<ulong, Made> _blocks = [];
    Symbolizer _symbols = new([], _ => Gaps.ElfNotElf.At(""));

    /// <summary>Of the last block at an address; the thread's name as the kernel has it.</summary>
    readonly record struct Made(ulong Nanoseconds, int Stack, ulong NameStart, ulong NameEnd);

    record struct Sum(double Count, double Bytes);

    /// <summary>Libraries came or went.</summary>
    public void Renew(Symbolizer symbols)
    {
        _symbols = symbols;
        _natives.Clear();
    }

    /// <summary>Stacks that end at code of which nothing is known, or have a method without a name.</summary>
    public long Unnamed { get; private set; }

    public void Take(in SampleHead head, ReadOnlySpan<byte> copy)
    {
        Span<WalkedFrame> walked = _walked;
        Span<int> frames = stackalloc int[StackWalk.MostFrames];
        int count = walk.Walk(head, copy, walked, out WalkEnd end);
        if (end == WalkEnd.Lost && renew(walked[count - 1].Pc))
            count = walk.Walk(head, copy, walked, out end);
        if (end == WalkEnd.Lost || walked[..count].Contains(WalkedFrame.Unnamed))
            Unnamed++;
        for (int i = 0; i < count; i++)
            frames[i] = FrameOf(walked[i]);
        int stack = _builder.StackOf(frames[..count]);
        Add(ref CollectionsMarshal.GetValueRefOrAddDefault(_made, stack, out _), head.Size);
        _blocks[head.Address] = new Made(head.Nanoseconds, stack, head.NameStart, head.NameEnd);
    }

    /// <summary>Of blocks that are gone nothing need be known.</summary>
    public void Forget(Func<Dictionary<ulong, SampledBlock>> living)
    {
        if (_blocks.Count < 4 * SamplingLayout.Blocks)
            return;
        Dictionary<ulong, SampledBlock> blocks = living();
        foreach (ulong address in _blocks.Keys)
        {
            if (!blocks.ContainsKey(address))
                _blocks.Remove(address);
        }
    }

    /// <param name="latest">Only what was made by then lives, of the monotonic clock.</param>
    /// <param name="threadNames">For others the one that the kernel has is taken.</param>
    public AllocationProfile Read(Dictionary<ulong, SampledBlock> living, ulong latest, JavaThreadNames threadNames)
    {
        Dictionary<(int Stack, int Name), Sum> live = [];
        Dictionary<int, Sum> inUse = [];
        foreach ((ulong address, SampledBlock block) in living)
        {
            if (block.Nanoseconds > latest)
                continue;
            Made made = _blocks.TryGetValue(address, out Made known) && known.Nanoseconds == block.Nanoseconds ? known : default;
            int stack = made.Stack, name = _builder.Texts.Add(threadNames.Of(block) ?? SampleHead.Name(made.NameStart, made.NameEnd));
            Add(ref CollectionsMarshal.GetValueRefOrAddDefault(live, (stack, name), out _), block.Size);
            Add(ref CollectionsMarshal.GetValueRefOrAddDefault(inUse, stack, out _), block.Size);
        }
        // What lives without a record of its stack was made all the same.
        if (inUse.TryGetValue(0, out Sum bare) && !_made.ContainsKey(0))
            _made[0] = bare;
        foreach ((int stack, Sum all) in _made)
        {
            Sum now = inUse.GetValueOrDefault(stack);
            _builder.Sample(stack, [Whole(now.Count), Whole(now.Bytes), Whole(all.Count), Whole(all.Bytes)]);
        }
        foreach (((int stack, int name), Sum now) in live)
            _builder.ThreadSample(stack, [Whole(now.Count), Whole(now.Bytes), 0, 0], name);
        AllocationProfile profile = _builder.Done(pid.ToString(CultureInfo.InvariantCulture), "trace", Columns, new ProfileSampling(SamplingKind.EveryNth, interval, true));
        _builder.Restart();
        return profile with { TakenAt = DateTimeOffset.UtcNow };
    }

    /// <summary>It was chosen with size / interval, and for certain from the interval on.</summary>
    void Add(ref Sum sum, ulong size)
    {
        double bytes = Math.Max(size, (double)interval);
        sum = new Sum(sum.Count + bytes / Math.Max(size, 1UL), sum.Bytes + bytes);
    }

    int FrameOf(WalkedFrame walked)
    {
        if (_methods.Count >= MostFrames)
            _methods.Clear();
        if (walked.IsJava)
            return _methods.TryGetValue(walked, out int method) ? method : _methods[walked] = JavaFrame(walked);
        return _natives.TryGetValue(walked.Pc, out int frame) ? frame : _natives[walked.Pc] = NativeFrame(walked.Pc);
    }

    int JavaFrame(WalkedFrame walked) => _places.Of(walked).In(_builder);

    /// <summary>Return addresses: the call is the byte before.</summary>
    int NativeFrame(ulong pc)
    {
        ImageAddress? at = _symbols.Find(new Address(unchecked(pc - 1)));
        int name = at?.Symbol is { } symbol ? _builder.Texts.Add(symbol) : 0;
        return _builder.Frame(new ProfileFrame(pc, name, at is { } known ? _builder.Texts.Add(known.Image) : 0, at is { Symbol: null } bare ? bare.Offset + 1 : 0));
    }

    static long Whole(double value) => value is >= 0 and < long.MaxValue ? (long)Math.Round(value) : 0;
}
