using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Cli.Commands;

/// <summary>A report with its text as the JVM wrote it, and whose it is.</summary>
/// <param name="Snapshot">A look at the process straight after it was asked; of a file only its name.</param>
/// <param name="Head">Null where a saved text does not say whose it is.</param>
sealed record NmtEvidence(string Place, NmtReport Report, ReadOnlyMemory<byte> Bytes, Snapshot Snapshot, NmtHead? Head)
{
    public ReadOnlySpan<byte> Text => Bytes.Span;

    /// <summary>Nobody wrote it: it was read from the JVM's memory.</summary>
    public bool IsRead => Bytes.IsEmpty;

    public static Result<NmtEvidence> OfFile(string path) => TextFile.Read(path).Then(text => OfText(text, path));

    public static Result<NmtEvidence> OfText(byte[] text, string place)
    {
        text = TextFile.Unwrapped(text);
        if (!SavedNmtText.Parse(text, place).Try(out Parsed<NmtReport>? parsed, out Gap? gap))
            return gap;
        NmtHead? head = NmtHeadText.Parse(text);
        Snapshot snapshot = new()
        {
            TakenAt = head?.TakenAt ?? DateTimeOffset.UtcNow,
            Target = new Target { Files = [place], Jvm = head?.Jvm is { } version ? new JvmBuild(null, version, "libjvm.so") : null },
            Gaps = parsed.Gaps,
            Cost = Cost.None with { OwnPeak = OwnFootprint.Peak() },
        };
        return new NmtEvidence(place, parsed.Value, text, snapshot, head);
    }
}
