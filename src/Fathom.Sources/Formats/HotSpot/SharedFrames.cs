using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// Frames of one report, each made once where its address is the last that fell on its place: a JVM has some hundred places
/// that allocate, and prints each of them for every block of it.
/// </summary>
sealed class SharedFrames
{
    const int Slots = 4096;

    readonly Known[] _slots = new Known[Slots];
    readonly SharedTexts _texts = new();

    readonly record struct Known(string? Written, NmtFrame? Frame);

    /// <param name="symbol">"Name(types)+0x1c in libjli.so": the library stands there for code outside libjvm.</param>
    public NmtFrame Of(Address at, ReadOnlySpan<byte> symbol)
    {
        string? written = symbol.IsEmpty ? null : _texts.Decode(symbol);
        ref Known known = ref _slots[(int)(at.Value % Slots)];
        // One report names one place in one way, but a text may hold two of them.
        if (known.Frame is { } frame && frame.At == at && ReferenceEquals(known.Written, written))
            return frame;
        frame = Read(at, written, symbol);
        known = new Known(written, frame);
        return frame;
    }

    static NmtFrame Read(Address at, string? written, ReadOnlySpan<byte> symbol)
    {
        int nameEnd = symbol.LastIndexOf(" in "u8);
        if (nameEnd < 0 || symbol[(nameEnd + 4)..].IndexOf(".so"u8) < 0)
            return new(at, written);
        return new(at, ForeignText.Decode(symbol[..nameEnd]), ForeignText.Decode(symbol[(nameEnd + 4)..]));
    }
}
