using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>Why it is not known from where a block is referred to.</summary>
public enum Doubt
{
    None,

    /// <summary>No Java object was found to hold it, and nobody looked elsewhere.</summary>
    NotSought,

    /// <summary>Only a part of the Java heap was looked through.</summary>
    HeapInPart,

    /// <summary>Java objects were moved meanwhile.</summary>
    ObjectsMoved,

    /// <summary>A Java object holds it, and what refers to that was not all seen, or may be old.</summary>
    HolderUnclear,

    // What the search from the native side says: Evidence/Census/ReachDoubt.
    Unread,
    Registers,
    Changed,
    JavaWords,
    Odd,
    Mangled,
    Keyed,
    Offsets,
}

static class Doubts
{
    /// <summary>Of what no Java object holds, where nobody looked elsewhere.</summary>
    public static Doubt OfOthers(ChunkCensus census) => census.Holders?.IsPartial == true ? Doubt.HeapInPart : Doubt.NotSought;

    public static Doubt OfHolders(ChunkCensus census) => census.Holders switch
    {
        { IsPartial: true } => Doubt.HeapInPart,
        { Moved: true } => Doubt.ObjectsMoved,
        _ => Doubt.HolderUnclear,
    };

    public static Doubt Of(ReachDoubt doubt) => doubt switch
    {
        ReachDoubt.Registers => Doubt.Registers,
        ReachDoubt.Changed => Doubt.Changed,
        ReachDoubt.JavaWords => Doubt.JavaWords,
        ReachDoubt.Odd => Doubt.Odd,
        ReachDoubt.Mangled => Doubt.Mangled,
        ReachDoubt.Keyed => Doubt.Keyed,
        ReachDoubt.Offsets => Doubt.Offsets,
        _ => Doubt.Unread,
    };
}
