using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Sources.Profiles;

/// <summary>Takes a profile in, sample by sample: each frame and each stack is kept once.</summary>
sealed class ProfileBuilder(int width)
{
    readonly Dictionary<ulong, int> _frameAt = [];
    readonly Dictionary<ProfileFrame, int> _frameOf = [];
    readonly Dictionary<long, int> _stackOf = [];
    readonly List<ProfileFrame> _frames = [];
    readonly List<int> _parents = [-1];
    readonly List<int> _stackFrames = [-1];
    Rows _threads = new();
    Rows _samples = new();
    int _cut;

    public TextPool Texts { get; } = new();

    /// <summary>Values of a sample; who learns late what there is says it before the first one.</summary>
    public int Width { get; set; } = width;

    /// <summary>What the profile had more of than is read; null where it had not.</summary>
    public string? Full { get; private set; }

    public int SampleCount => _samples.Stacks.Count;

    /// <summary>A return address.</summary>
    public int FrameAt(ulong address)
    {
        ref int frame = ref CollectionsMarshal.GetValueRefOrAddDefault(_frameAt, address, out bool known);
        if (!known)
            frame = Append(new ProfileFrame(address, 0, 0));
        return frame;
    }

    public int Frame(in ProfileFrame frame)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_frameOf, frame, out bool known);
        if (!known)
            number = Append(frame);
        return number;
    }

    /// <summary>One that was taken in.</summary>
    public ProfileFrame this[int frame] => _frames[frame];

    /// <summary>The stack that a frame makes on another.</summary>
    public int Stack(int parent, int frame)
    {
        if (frame < 0)
            return parent;
        ref int stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_stackOf, ((long)parent << 32) | (uint)frame, out bool known);
        if (known)
            return stack;
        if (_parents.Count >= Limits.ProfileStacks)
        {
            Full ??= "stacks";
            return stack = parent;
        }
        _parents.Add(parent);
        _stackFrames.Add(frame);
        return stack = _parents.Count - 1;
    }

    /// <param name="frames">The innermost first, as most profilers write them.</param>
    public int StackOf(ReadOnlySpan<int> frames)
    {
        int stack = 0;
        for (int i = frames.Length - 1; i >= 0; i--)
            stack = Stack(stack, frames[i]);
        return stack;
    }

    public void Sample(int stack, ReadOnlySpan<long> values, int thread = 0) => Add(_samples, stack, values, thread);

    /// <summary>The samples since the last cut are those of one moment; what follows is of the next, over the same stacks.</summary>
    public ProfileSamples Cut()
    {
        ProfileSamples made = _samples.Made(Width);
        _cut += made.Count;
        _samples = new();
        return made;
    }

    /// <summary>What follows is another profile over the same stacks.</summary>
    public void Restart() => (_samples, _threads, _cut) = (new(), new(), 0);

    /// <summary>What of the samples was one thread's.</summary>
    public void ThreadSample(int stack, ReadOnlySpan<long> values, int thread) => Add(_threads, stack, values, thread);

    public AllocationProfile Done(string place, string kind, IReadOnlyList<ProfileColumn> columns, ProfileSampling sampling) => new(place, kind)
    {
        Columns = columns,
        Sampling = sampling,
        Frames = new ProfileFrames([.. _frames], Texts.Decoded()),
        Stacks = new ProfileStacks([.. _parents], [.. _stackFrames]),
        Samples = _samples.Made(Width),
        ThreadSamples = _threads.Stacks.Count == 0 ? null : _threads.Made(Width),
    };

    void Add(Rows rows, int stack, ReadOnlySpan<long> values, int thread)
    {
        if (rows.Stacks.Count + _cut >= Limits.ProfileSamples)
        {
            Full ??= "samples";
            return;
        }
        rows.Stacks.Add(stack);
        rows.Values.AddRange(values);
        rows.Threads.Add(thread);
        rows.HasThreads |= thread > 0;
    }

    int Append(in ProfileFrame frame)
    {
        if (_frames.Count >= Limits.ProfileFrames)
        {
            Full ??= "frames";
            return -1;
        }
        _frames.Add(frame);
        return _frames.Count - 1;
    }

    sealed class Rows
    {
        public List<int> Stacks { get; } = [];

        public List<long> Values { get; } = [];

        public List<int> Threads { get; } = [];

        public bool HasThreads { get; set; }

        public ProfileSamples Made(int width) => new(width, [.. Stacks], [.. Values], HasThreads ? [.. Threads] : null);
    }
}
