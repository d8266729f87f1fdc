using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>What ByteBuffer.allocateDirect took, by its Java objects and by java.nio's own count. Segments of automatic arenas are the same.</summary>
static class DirectMemory
{
    public static bool IsBuffer(CensusRow row) => row.Structure == "direct buffer";

    /// <summary>An application's own: Netty's and those of NIO's caches are other causes.</summary>
    public static bool IsOwn(Case seen, CensusRow row) =>
        (IsBuffer(row) && !NettyRows.Is(row) && !TemporaryBuffers.Is(seen, row)) || (ForeignMemory.Is(row) && ForeignMemory.IsAutomatic(seen));

    public static bool Kept(Case seen, CensusRow row) => row.Reachable == Reachable.Java && IsOwn(seen, row);

    public static bool Dropped(Case seen, CensusRow row) => row.Reachable == Reachable.Garbage && IsOwn(seen, row);

    /// <summary>What java.nio counts as well as Java objects hold is as good as known.</summary>
    public static Confidence Sure(Case seen, Rows rows) =>
        rows.Confidence == Confidence.Possible && ForeignMemory.IsAutomatic(seen) ? Confidence.Likely : rows.Confidence;

    public static IEnumerable<string> Counted(Case seen)
    {
        if (seen.Jvm?.DirectBuffers is not { } buffers)
            yield break;
        string limit = seen.Jvm.Figures?.DirectLimit is { } most ? " of " + SizeText.Of(most) : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"{SizeText.Of(buffers.Capacity)}{limit} by java.nio's own count ({buffers.Count:N0} buffers)");
    }
}
