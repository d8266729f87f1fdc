using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Elf;
using Fathom.Sources.Profiles;

namespace Fathom.Sources.Kernel;

/// <summary>Frames by name: of libraries by their symbols, of compiled Java by the code that lies there at the end.</summary>
sealed class KernelFrames(ProfileBuilder builder, Symbolizer symbols, GeneratedCode? code)
{
    readonly Dictionary<ulong, int> _known = [];

    /// <summary>Places in Java have their names.</summary>
    public int StackOf(EventStacks stacks, int stack)
    {
        ReadOnlySpan<EventFrame> walked = stacks[stack];
        Span<int> frames = stackalloc int[walked.Length];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = walked[i].Place > 0 ? stacks.PlaceOf(walked[i]).In(builder) : FrameOf(unchecked(walked[i].Pc - 1));
        return builder.StackOf(frames);
    }

    int FrameOf(ulong at)
    {
        if (!_known.TryGetValue(at, out int frame))
            _known[at] = frame = Name(at);
        return frame;
    }

    int Name(ulong at)
    {
        if (symbols.Find(new Address(at)) is { } image)
            return builder.Frame(new ProfileFrame(at + 1, image.Symbol is { } symbol ? builder.Texts.Add(symbol) : 0, builder.Texts.Add(image.Image), image.Symbol is null ? image.Offset + 1 : 0));
        // A method of Java has no address: so it is told from a native function.
        return code?.NameAt(at) is { Length: > 0 } name
            ? builder.Frame(new ProfileFrame(0, builder.Texts.Add(name), 0))
            : builder.Frame(new ProfileFrame(at + 1, 0, 0));
    }
}
