namespace Fathom.Evidence.HotSpot;

/// <summary>Names of memory tags (HotSpot: memory/allocation.hpp, nmt/memTag.hpp).</summary>
public static class NmtTag
{
    /// <summary>A key for a tag's printed name. A name that no version we know has gives its own key.</summary>
    public static string KeyOf(string tag) => tag switch
    {
        "Synchronizer" => "synchronization", // JDK 11 to 16
        "GCCardSet" => "gc-card-set",
        _ => string.Create(tag.Length, tag, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = from[i] == ' ' ? '-' : char.ToLowerInvariant(from[i]);
        }),
    };
}
