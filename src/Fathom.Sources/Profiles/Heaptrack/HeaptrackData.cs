using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>
/// The data file of heaptrack (heaptrack.NAME.PID.gz, or unpacked), after heaptrack_interpret named its frames: a letter and
/// hexadecimal numbers a line (heaptrack, heaptrack_interpret.cpp, accumulatedtracedata.cpp).
/// </summary>
sealed class HeaptrackData : ILineProfile
{
    const ulong NewestForm = 3;
    const ulong LargestBlock = 1UL << 48;

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(HeaptrackColumns.All.Count);
    readonly HeaptrackCosts _costs = new();
    readonly HeaptrackStacks _stacks;
    ulong? _form;
    bool _isRaw;
    bool _wasAttached;
    bool _hasTime;

    HeaptrackData(string place) => (_place, _notes, _stacks) = (place, new ReportNotes(place), new HeaptrackStacks(_builder));

    /// <summary>"v 10400 3": heaptrack's own version, and that of the form.</summary>
    public static bool Begins(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        return end > 0 && TryForm(head[..end].WithoutEnd(), out _);
    }

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new HeaptrackData(place).Over(stream);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] == (byte)'#')
            return;
        if (line[0] == (byte)'v' && TryForm(line, out ulong form))
            _form = form;
        else if (!Take(line[0], line.Length > 2 ? line[2..] : []))
            _notes.Broken(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        _costs.WriteTo(_builder);
        if (_isRaw)
            _notes.Add(Gaps.ProfileRaw);
        else if (_form is not (>= 1 and <= NewestForm))
            _notes.Add(Gaps.ProfileForm, string.Create(CultureInfo.InvariantCulture, $"{_form ?? 0}"), "1 to 3");
        // The last lines are a time and the resident size.
        else if (!_hasTime)
            _notes.Add(Gaps.ProfileDamaged, "it ends before the program did");
        if (_wasAttached)
            _notes.Add(Gaps.ProfileAttached);
        if ((_builder.Full ?? _costs.Full) is { } full)
            _notes.Add(Gaps.ReportTooLong, full, _builder.SampleCount.ToString("N0", CultureInfo.InvariantCulture));
        return _notes.Done(_builder.Done(_place, "heaptrack data", HeaptrackColumns.All, ProfileSampling.All) with { Lines = lines, Unread = _notes.Unread });
    }

    bool Take(byte letter, ReadOnlySpan<byte> text)
    {
        AsciiLine rest = new(text);
        switch (letter)
        {
            case (byte)'+':
                _hasTime = false;
                return HeaptrackStacks.Take(ref rest, out ulong taken) && _costs.Allocate(taken);
            case (byte)'-':
                _hasTime = false;
                return HeaptrackStacks.Take(ref rest, out ulong freed) && _costs.Free(freed);
            case (byte)'s':
                return TakeText(rest);
            case (byte)'i':
                return _stacks.AddAddress(rest);
            case (byte)'t':
                return _stacks.AddTrace(rest);
            case (byte)'a':
                return TakeKind(rest);
            case (byte)'c':
                return _hasTime = true;
            case (byte)'A':
                return _wasAttached = true;
            // Modules and an executable by themselves: frames are addresses still.
            case (byte)'x' or (byte)'m':
                return _isRaw = true;
            // Command, page size, resident size, suppressed leaks: nothing of a stack.
            default:
                return letter is (byte)'X' or (byte)'I' or (byte)'R' or (byte)'S';
        }
    }

    /// <summary>From form 3 on the length of the text stands before it.</summary>
    bool TakeText(AsciiLine rest)
    {
        if (_form < 3)
            return _stacks.AddText(rest.Rest);
        return HeaptrackStacks.Take(ref rest, out ulong length) && length <= (ulong)rest.Rest.Length && _stacks.AddText(rest.Rest[..(int)length]);
    }

    bool TakeKind(AsciiLine rest)
    {
        if (!HeaptrackStacks.Take(ref rest, out ulong size) || size > LargestBlock || !HeaptrackStacks.Take(ref rest, out ulong trace) || _stacks.StackOf(trace) is not { } stack)
            return false;
        _costs.AddKind((long)size, stack);
        return true;
    }

    static bool TryForm(ReadOnlySpan<byte> line, out ulong form)
    {
        AsciiLine rest = new(line);
        form = 0;
        if (!rest.Take("v "u8) || !HeaptrackStacks.Take(ref rest, out ulong version))
            return false;
        // Version 1.2.0 was the first of the form 1 and does not say so.
        form = version == 0x010200 ? 1UL : 0;
        return rest.Rest.IsEmpty || (HeaptrackStacks.Take(ref rest, out form) && rest.Rest.IsEmpty);
    }
}
