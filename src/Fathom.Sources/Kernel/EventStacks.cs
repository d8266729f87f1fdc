using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Sources.Uprobes;

namespace Fathom.Sources.Kernel;

/// <summary>Where an event came from: an address behind a call, or one behind where a thread was interrupted, or a place in Java.</summary>
/// <param name="Place">By its number, from 1; 0 where it is an address.</param>
readonly record struct EventFrame(ulong Pc, int Place);

/// <summary>
/// Stacks of events, each kept once. Places in Java are named at once, as methods go; libraries stay open, and are named in the end.
/// </summary>
sealed class EventStacks
{
    const int MostStacks = 50_000, MostFrames = 2_000_000, MostPlaces = 200_000, MostRounds = 4;

    /// <summary>Of what is remembered only to be quick.</summary>
    const int MostKnown = 8192, MostNamed = 100_000;

    readonly record struct Known(WalkedFrame[] Frames, int Stack, bool IsUnnamed);

    readonly WalkRows _rows = new();
    readonly LiveCode? _code;
    readonly JavaPlaces _names;
    readonly EventWalk _walk;
    readonly EventLooks _looks;
    readonly Dictionary<ulong, Known> _known = [];
    readonly Dictionary<WalkedFrame, int> _named = [];
    readonly Dictionary<JavaPlace, int> _numbers = [];
    readonly List<JavaPlace> _places = [];
    readonly Dictionary<ulong, int> _kept = [];
    readonly List<EventFrame[]> _stacks = [];
    readonly bool _hasRowsOfLibc;
    int _frameCount;

    EventStacks(LiveImages images, Vm? vm)
    {
        _code = vm is null ? null : new LiveCode(vm);
        _names = new JavaPlaces(vm);
        _walk = new EventWalk(_rows, _code);
        _looks = new EventLooks(images, _rows, _code);
        _hasRowsOfLibc = images.All.Where(image => IsLibc(image.Name)).All(_rows.Has);
    }

    /// <param name="without">Why Java has no names, where it has none.</param>
    public static EventStacks Of(JvmProcess target, LiveImages images, out IReadOnlyList<Gap> without)
    {
        images.Renew();
        Vm? vm = null;
        without = JvmKind.Objection(target) is null && !images.OpenVm(target).Try(out vm, out Gap? gap) ? [gap, Gaps.KernelNoJava.At(gap.Where)] : [];
        return new EventStacks(images, vm);
    }

    /// <summary>Samples whose stack found no room.</summary>
    public long Full { get; private set; }

    /// <summary>Samples with code of the JVM's, or near it, that nobody has named.</summary>
    public long Unnamed { get; private set; }

    public int Count => _stacks.Count;

    public bool KnowsJava => _code is not null;

    /// <summary>Through libc, too: musl is built without rows.</summary>
    public bool WalksAll => KnowsJava && _hasRowsOfLibc;

    /// <summary>The innermost first.</summary>
    public ReadOnlySpan<EventFrame> this[int stack] => _stacks[stack];

    public JavaPlace PlaceOf(EventFrame frame) => _places[frame.Place - 1];

    /// <summary>Before samples are read: what is remembered of code holds for those that were written until now.</summary>
    public void BeginRound()
    {
        _looks.Renew();
        _code?.BeginRound();
    }

    /// <summary>The last that can be known of libraries.</summary>
    public void End() => _looks.End();

    /// <summary>Its number; -1 where there is no room.</summary>
    /// <param name="isCall">Of the kernel; else the thread was interrupted.</param>
    public int Of(in PerfRecord sample, bool isCall = true)
    {
        ReadOnlySpan<WalkedFrame> walked = _walk.Of(sample, isCall, out ulong? lost);
        for (int rounds = 0; lost is { } pc && rounds < MostRounds && _looks.IsNew(pc); rounds++)
            walked = _walk.Of(sample, isCall, out lost);
        Known known = KnownOf(walked);
        if (_code is not null && (lost is not null || known.IsUnnamed))
            Unnamed++;
        Full += known.Stack < 0 ? 1 : 0;
        return known.Stack;
    }

    Known KnownOf(ReadOnlySpan<WalkedFrame> walked)
    {
        ulong hash = HashOf(walked);
        Known known;
        for (; _known.TryGetValue(hash, out known); hash = Mixed(hash, 1))
        {
            if (IsSame(walked, known.Frames))
                return known;
        }
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[hash] = new Known(walked.ToArray(), Keep(walked), walked.Contains(WalkedFrame.Unnamed));
    }

    /// <summary>Methods are the same object or not: no need to ask them, for each frame of each sample.</summary>
    static bool IsSame(ReadOnlySpan<WalkedFrame> walked, ReadOnlySpan<WalkedFrame> other)
    {
        bool isSame = walked.Length == other.Length;
        for (int i = 0; isSame && i < walked.Length; i++)
            isSame = walked[i].Pc == other[i].Pc && ReferenceEquals(walked[i].Method, other[i].Method) && walked[i].Code == other[i].Code;
        return isSame;
    }

    static ulong HashOf(ReadOnlySpan<WalkedFrame> walked)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (ref readonly WalkedFrame frame in walked)
            hash = Mixed(hash, frame.Method is null ? frame.Pc : unchecked((ulong)(uint)RuntimeHelpers.GetHashCode(frame.Method) << 32 | (uint)frame.Code));
        return hash;
    }

    /// <summary>Known by its names: the same method may have lain elsewhere.</summary>
    int Keep(ReadOnlySpan<WalkedFrame> walked)
    {
        EventFrame[] frames = new EventFrame[walked.Length];
        ulong hash = 0xCBF29CE484222325;
        for (int i = 0; i < frames.Length; i++)
        {
            frames[i] = walked[i].IsJava ? new EventFrame(0, NumberOf(walked[i])) : new EventFrame(walked[i].Pc, 0);
            hash = Mixed(Mixed(hash, frames[i].Pc), (uint)frames[i].Place);
        }
        for (; _kept.TryGetValue(hash, out int kept); hash = Mixed(hash, 1))
        {
            if (_stacks[kept].AsSpan().SequenceEqual(frames))
                return kept;
        }
        if (_stacks.Count >= MostStacks || _frameCount + frames.Length > MostFrames)
            return -1;
        _frameCount += frames.Length;
        _stacks.Add(frames);
        return _kept[hash] = _stacks.Count - 1;
    }

    int NumberOf(WalkedFrame walked)
    {
        if (_named.TryGetValue(walked, out int number))
            return number;
        if (_named.Count >= MostNamed)
            _named.Clear();
        return _named[walked] = NumberOf(_names.Of(walked));
    }

    int NumberOf(JavaPlace place)
    {
        if (_places.Count >= MostPlaces && !_numbers.ContainsKey(place))
            place = new JavaPlace(UnnamedJava.Method, "", 0);
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, place, out bool known);
        if (!known)
        {
            _places.Add(place);
            number = _places.Count;
        }
        return number;
    }

    static bool IsLibc(string image)
    {
        string name = image[(image.LastIndexOf('/') + 1)..];
        return name.StartsWith("libc.", StringComparison.Ordinal) || name.StartsWith("libc-", StringComparison.Ordinal) || name.StartsWith("ld-musl", StringComparison.Ordinal);
    }

    static ulong Mixed(ulong hash, ulong word)
    {
        hash = unchecked((hash ^ word) * 0x9E3779B97F4A7C15);
        return hash ^ hash >> 29;
    }
}
