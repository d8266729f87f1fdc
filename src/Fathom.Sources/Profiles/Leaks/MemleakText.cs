using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// What memleak of bcc prints every few seconds (tools/memleak.py, libbpf-tools/memleak.c): the stacks with most bytes that were not
/// given back so far. Each print is a moment; the stacks beyond its first few are in none.
/// </summary>
sealed class MemleakText : ILineProfile
{
    static readonly ProfileColumn[] Columns =
        [ProfileColumn.InUseCount with { Title = "outstanding, of the stacks listed" }, ProfileColumn.InUseBytes with { Title = "outstanding, of the stacks listed" }];

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(2);
    readonly SnapshotList _earlier = new();
    readonly List<int> _frames = [];
    (long Bytes, long Blocks)? _open;
    string? _when;
    ulong _most;
    int _listed;
    bool _wasCut;

    MemleakText(string place) => (_place, _notes) = (place, new ReportNotes(place));

    public static bool Begins(ReadOnlySpan<byte> line) => TryHead(line.WithoutEnd(), out _, out _);

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new MemleakText(place).Over(stream);

    public static Parsed<AllocationProfile> Parse(ReadOnlySpan<byte> text, string place) => new MemleakText(place).Over(text);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        if (TryHead(line, out ReadOnlySpan<byte> when, out ulong most))
            Begin(when, most);
        else if (_when is null || line.IsEmpty)
            EndStack();
        else if (TryStack(line, out (long, long) stack))
            Open(stack);
        // With -a each block by itself, before or behind the sum of its stack.
        else if (line.TrimStart(" \t"u8).StartsWith("addr = "u8))
            return;
        else if (_open is not null && line[0] is (byte)'\t' or (byte)' ')
            Frame(line.Trim(" \t"u8));
        else
            _notes.Keep(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        EndStack();
        _wasCut |= _most > 0 && (ulong)_listed >= _most;
        if (_wasCut)
            _notes.Add(Gaps.ProfileTopOnly, _most.ToString("N0", CultureInfo.InvariantCulture));
        _notes.AddFull(_builder, _earlier);
        AllocationProfile profile = _builder.Done(_place, "memleak of bcc", Columns, new ProfileSampling(SamplingKind.Unknown, 0, true));
        return _notes.Done(profile with { When = _when, Earlier = _earlier.Kept, Lines = lines, Unread = _notes.Unread });
    }

    /// <summary>"[11:16:33] Top 10 stacks with outstanding allocations:".</summary>
    static bool TryHead(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> when, out ulong most)
    {
        when = [];
        most = 0;
        int end = line.IndexOf((byte)']');
        if (end is < 2 or > 40 || line[0] != (byte)'[')
            return false;
        when = line[1..end];
        AsciiLine rest = new(line[end..]);
        return rest.Take("] Top "u8) && rest.TakeDecimal(out most) && rest.Take(" stacks with outstanding allocations:"u8);
    }

    /// <summary>"80 bytes in 5 allocations from stack".</summary>
    static bool TryStack(ReadOnlySpan<byte> line, out (long Bytes, long Blocks) stack)
    {
        stack = default;
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (!rest.TakeDecimal(out ulong bytes) || !rest.Take(" bytes in "u8) || !rest.TakeDecimal(out ulong blocks) || !rest.Take(" allocations from stack"u8) || Math.Max(bytes, blocks) > 1UL << 56)
            return false;
        stack = ((long)bytes, (long)blocks);
        return true;
    }

    void Begin(ReadOnlySpan<byte> when, ulong most)
    {
        EndStack();
        if (_when is not null)
            _earlier.Add(new ProfileSnapshot(_when, _builder.Cut(), HasStacks: true));
        // What fell out of the first few was not given back.
        _wasCut |= _most > 0 && (ulong)_listed >= _most;
        (_when, _most, _listed) = (ForeignText.Decode(when), most, 0);
    }

    void Open((long, long) stack)
    {
        EndStack();
        _open = stack;
        _listed++;
    }

    void Frame(ReadOnlySpan<byte> text)
    {
        if (_frames.Count < Limits.ProfileDepth && !text.SequenceEqual("stack information lost"u8))
            _frames.Add(_builder.Frame(MemleakFrame.Of(text, _builder)));
    }

    void EndStack()
    {
        if (_open is var (bytes, blocks))
            _builder.Sample(_builder.StackOf(CollectionsMarshal.AsSpan(_frames)), [blocks, bytes]);
        _frames.Clear();
        _open = null;
    }
}
