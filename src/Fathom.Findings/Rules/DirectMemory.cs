using System.Globalization;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>What ByteBuffer.allocateDirect took, by its Java objects and by java.nio's own count.</summary>
static class DirectMemory
{
    public static bool Any(CensusRow row) => row.Structure == "direct buffer";

    public static bool Kept(CensusRow row) => Any(row) && row.Reachable == Reachable.Java;

    public static bool Dropped(CensusRow row) => Any(row) && row.Reachable == Reachable.Garbage;

    public static IEnumerable<string> Counted(Case seen)
    {
        if (seen.Jvm?.DirectBuffers is not { } buffers)
            yield break;
        string limit = seen.Jvm.Figures?.DirectLimit is { } most ? " of " + SizeText.Of(most) : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"{SizeText.Of(buffers.Capacity)}{limit} by java.nio's own count ({buffers.Count:N0} buffers)");
    }
}
