namespace Fathom.Evidence.HotSpot;

/// <summary>VM.stringtable or VM.symboltable: one of the tables it tells about.</summary>
/// <param name="Name">"StringTable", "SymbolTable", "Shared String Table" …</param>
public sealed record TableStats(string Name)
{
    public long? Buckets { get; init; }

    public Bytes? BucketBytes { get; init; }

    public long? Entries { get; init; }

    public Bytes? EntryBytes { get; init; }

    public long? Literals { get; init; }

    /// <summary>For strings these are Java objects and lie in the Java heap.</summary>
    public Bytes? LiteralBytes { get; init; }

    public Bytes? Footprint { get; init; }

    public long? LongestBucket { get; init; }
}
