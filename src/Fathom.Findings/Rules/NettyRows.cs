using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Rows that Netty's buffers hold, shaded copies of it too.</summary>
static class NettyRows
{
    const string Buffers = "netty.buffer.";

    public static bool Is(CensusRow row) => row.Structure == "Netty chunk" || IsName(row.Holder) || IsName(row.Referrer);

    /// <summary>The pool's chunks have their memory in a field; a ByteBuf that was released has not.</summary>
    public static bool IsInUse(CensusRow row) =>
        Is(row) && !(row.Referrer ?? "").Contains("PoolChunk.", StringComparison.Ordinal) && !(row.Referrer ?? "").Contains("PoolThreadCache", StringComparison.Ordinal);

    static bool IsName(string? name) => name?.Contains(Buffers, StringComparison.Ordinal) == true;

    public static IEnumerable<string> Counted(Case seen)
    {
        foreach (NettyMemory netty in seen.Jvm?.Figures?.Netty ?? [])
        {
            if (netty.Used is { } used)
                yield return $"{SizeText.Of(used)}{(netty.Limit is { } limit ? " of " + SizeText.Of(limit) : "")} by Netty's own count ({netty.ClassName})";
        }
    }
}
