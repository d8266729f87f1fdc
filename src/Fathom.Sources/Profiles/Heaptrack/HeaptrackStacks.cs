using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>The tables of a heaptrack file: texts, code addresses with the functions that were inlined there, and traces, each on its caller's.</summary>
sealed class HeaptrackStacks(ProfileBuilder builder)
{
    const int MostInlined = 256;

    // Numbers begin with 1; 0 is none.
    readonly List<int> _texts = [0];
    readonly List<(int Start, int Count)> _addresses = [(0, 0)];
    readonly List<int> _frames = [];
    readonly List<int> _traces = [0];

    public bool AddText(ReadOnlySpan<byte> text)
    {
        if (_texts.Count >= Limits.ProfileFrames)
            return false;
        _texts.Add(builder.Texts.Add(text));
        return true;
    }

    /// <summary>"7ff0d44c7a1d 8 e d 4a e d 1a": address, module, then function, file and line, the innermost first.</summary>
    public bool AddAddress(AsciiLine rest)
    {
        if (_addresses.Count >= Limits.ProfileFrames || _frames.Count >= Limits.ProfileFrames || !Take(ref rest, out ulong address) || !TakeText(ref rest, out int module))
            return false;
        int start = _frames.Count;
        while (_frames.Count - start < MostInlined && TakeText(ref rest, out int function))
        {
            // Without debug information there is a function alone.
            int file = 0;
            ulong line = 0;
            if (!rest.Rest.IsEmpty && !(TakeText(ref rest, out file) && Take(ref rest, out line)))
                return false;
            Push(new ProfileFrame(address, function, module, 0, file, (int)Math.Min(line, int.MaxValue)));
        }
        if (_frames.Count == start)
            Push(new ProfileFrame(address, 0, module));
        _addresses.Add((start, _frames.Count - start));
        return true;
    }

    /// <summary>"b a": an address, and the trace that it stands on.</summary>
    public bool AddTrace(AsciiLine rest)
    {
        if (_traces.Count >= Limits.ProfileStacks || !Take(ref rest, out ulong address) || !Take(ref rest, out ulong parent)
            || address >= (ulong)_addresses.Count || parent >= (ulong)_traces.Count)
            return false;
        int stack = _traces[(int)parent];
        (int start, int count) = _addresses[(int)address];
        for (int i = start + count - 1; i >= start; i--)
            stack = builder.Stack(stack, _frames[i]);
        _traces.Add(stack);
        return true;
    }

    public int? StackOf(ulong trace) => trace < (ulong)_traces.Count ? _traces[(int)trace] : null;

    public static bool Take(ref AsciiLine rest, out ulong number)
    {
        bool found = rest.TakeHex(out number) && (rest.Rest.IsEmpty || rest.Rest[0] == (byte)' ');
        rest.Take((byte)' ');
        return found;
    }

    bool TakeText(ref AsciiLine rest, out int text)
    {
        text = 0;
        if (!Take(ref rest, out ulong number) || number >= (ulong)_texts.Count)
            return false;
        text = _texts[(int)number];
        return true;
    }

    void Push(in ProfileFrame frame)
    {
        // What has no room is no frame; the stack goes on without it.
        if (builder.Frame(frame) is >= 0 and var number)
            _frames.Add(number);
    }
}
