using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Heaptrack;

/// <summary>Frames as heaptrack_print writes them: the function, and one step further in "at FILE:LINE" and "in MODULE". The innermost stands first.</summary>
sealed class HeaptrackFrames(ProfileBuilder builder)
{
    readonly List<ProfileFrame> _frames = [];
    int _indent = -1;
    int _ofPlace;

    /// <param name="isInPlace">It belongs to the place itself; what comes later are those that call it.</param>
    public bool Take(ReadOnlySpan<byte> line, bool isInPlace)
    {
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        int indent = line.Length - rest.Rest.Length;
        if (_indent >= 0 && indent == _indent + 2 && _frames.Count > 0)
            return TakeWhere(rest);
        if (_frames.Count >= Limits.ProfileDepth)
            return false;
        _indent = indent;
        _frames.Add(FrameNames.Of(builder, rest.Rest));
        if (isInPlace)
            _ofPlace = _frames.Count;
        return true;
    }

    public int Stack()
    {
        int stack = 0;
        for (int i = _frames.Count - 1; i >= 0; i--)
            stack = builder.Stack(stack, builder.Frame(_frames[i]));
        return stack;
    }

    public void ForgetCallers() => _frames.RemoveRange(_ofPlace, _frames.Count - _ofPlace);

    public void Forget()
    {
        _frames.Clear();
        (_indent, _ofPlace) = (-1, 0);
    }

    bool TakeWhere(AsciiLine rest)
    {
        ProfileFrame frame = _frames[^1];
        if (rest.Take("in "u8))
            _frames[^1] = frame with { Library = rest.Rest.SequenceEqual("??"u8) ? 0 : builder.Texts.Add(rest.Rest) };
        else if (rest.Take("at "u8))
            _frames[^1] = FrameNames.At(builder, frame, rest.Rest);
        else
            return false;
        return true;
    }
}
