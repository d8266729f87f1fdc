using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Lab.Running;

/// <summary>What a scenario says of itself while it waits: the ground truth that needs no tool.</summary>
/// <param name="Name">A before the fault, B after it, C after collections, D after its references were dropped.</param>
public sealed record Phase(string Name, IReadOnlyDictionary<string, string> Values, string Line)
{
    public long? Number(string key) => Values.TryGetValue(key, out string? text) ? Parse(text) : null;

    /// <summary>A buffer pool by the name of its MXBean: direct, mapped.</summary>
    public (long Count, Bytes Used)? BufferPool(string name) =>
        Halves("bp." + name) is var (count, used) && Parse(count) is { } buffers && KiB(used) is { } bytes
            ? (buffers, bytes)
            : null;

    /// <summary>Used and committed: heap, or pool.Metaspace and its like.</summary>
    public (Bytes Used, Bytes Committed)? Usage(string key) =>
        Halves(key) is var (used, committed) && KiB(used + "K") is { } first && KiB(committed) is { } second
            ? (first, second)
            : null;

    (string, string)? Halves(string key)
    {
        if (!Values.TryGetValue(key, out string? text) || text.IndexOf('/') is not (>= 0 and var slash))
            return null;
        return (text[..slash], text[(slash + 1)..]);
    }

    static Bytes? KiB(string text) =>
        text.EndsWith('K') && Parse(text[..^1]) is { } kib && kib <= long.MaxValue / 1024 ? Bytes.FromKiB(kib) : null;

    static long? Parse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
