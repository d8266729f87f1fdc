namespace Fathom.Evidence.HotSpot;

/// <summary>VM.classloader_stats.</summary>
public sealed record ClassLoaderStats
{
    public IReadOnlyList<ClassLoaderRow> Loaders { get; init; } = [];

    public ClassLoaderTotal? Total { get; init; }

    /// <summary>
    /// 8 where the report counted words and they were made bytes: JDK 16 and 17 forgot to. Known by chunk sizes that are
    /// no multiple of the smallest chunk of any version, 1 KB, unless taken for words.
    /// </summary>
    public int UnitBytes { get; init; } = 1;

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
