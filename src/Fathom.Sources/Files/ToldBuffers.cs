using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>The pool "direct" of java.nio, as its MXBean counts it and other tools pass it on.</summary>
static class ToldBuffers
{
    public static DirectBuffers? Of(SavedTexts saved)
    {
        if (saved.Last<JvmMetrics>()?.Only?.Buffers.FirstOrDefault(pool => pool.Name == "direct") is { Count: { } count } metric && (metric.Used ?? metric.Committed) is { } used)
            return new DirectBuffers(count, used, metric.Committed ?? used);
        return RecordedFigures.Direct(saved);
    }
}
