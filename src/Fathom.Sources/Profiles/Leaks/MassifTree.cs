using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// " n1: 2000 0x109182: orders::forget(int) (leaky.cpp:20)": a line for each place, as far in as it is far from the allocation, with
/// what came through it. What the lines below do not share out is the line's own.
/// </summary>
sealed class MassifTree(ProfileBuilder builder)
{
    const long Most = 1L << 56;

    static ReadOnlySpan<byte> BelowThreshold => "(below massif's threshold)"u8;

    struct Open
    {
        public long Bytes;
        public long Shared;
    }

    readonly List<Open> _path = [];
    readonly List<int> _frames = [];

    public bool Take(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        int depth = line.Length - rest.Rest.Length;
        if (depth > _path.Count || depth > Limits.ProfileDepth || !rest.Take((byte)'n') || !rest.TakeDecimal(out _) || !rest.Take(": "u8)
            || !rest.TakeDecimal(out ulong bytes) || bytes > Most || !rest.Take((byte)' '))
            return false;
        CloseTo(depth);
        return depth == 0 ? Push((long)bytes, null) : TakePlace(rest.Rest, (long)bytes);
    }

    public void End() => CloseTo(0);

    bool TakePlace(ReadOnlySpan<byte> text, long bytes)
    {
        // Callers that are too small to be told: the bytes stay with the place that they called.
        if (text.StartsWith("in "u8))
        {
            if (_path.Count == 1)
            {
                Share(bytes);
                builder.Sample(builder.Stack(0, builder.Frame(new ProfileFrame(0, builder.Texts.Add(BelowThreshold), 0))), [bytes]);
            }
            return true;
        }
        return ValgrindFrame.TryParse(text, builder, out ProfileFrame frame) && Push(bytes, frame);
    }

    bool Push(long bytes, ProfileFrame? frame)
    {
        if (frame is { } place)
        {
            Share(bytes);
            _frames.Add(builder.Frame(place));
        }
        _path.Add(new Open { Bytes = bytes });
        return true;
    }

    void Share(long bytes)
    {
        ref Open above = ref CollectionsMarshal.AsSpan(_path)[^1];
        above.Shared = Math.Min(above.Bytes, above.Shared + bytes);
    }

    void CloseTo(int depth)
    {
        while (_path.Count > depth)
        {
            Open last = _path[^1];
            if (last.Bytes > last.Shared)
                builder.Sample(builder.StackOf(CollectionsMarshal.AsSpan(_frames)), [last.Bytes - last.Shared]);
            _path.RemoveAt(_path.Count - 1);
            if (_frames.Count > 0)
                _frames.RemoveAt(_frames.Count - 1);
        }
    }
}
