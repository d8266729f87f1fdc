using Fathom.Evidence.Census;

namespace Fathom.Evidence.HeapDumps;

/// <summary>What a heap dump (hprof) says of the memory that Java objects own outside of the heap, and of the heap itself.</summary>
/// <param name="Version">As its first bytes have it: 1.0.2.</param>
/// <param name="Length">Of the dump, unpacked, as far as it was read.</param>
public sealed record HeapDump(string Version, int IdLength, DateTimeOffset TakenAt, long Length)
{
    /// <summary>Every record was read, up to the end.</summary>
    public bool IsWhole { get; init; }

    public long Objects { get; init; }

    /// <summary>What the objects take in the heap, learned from how far apart they lie.</summary>
    public Bytes Shallow { get; init; }

    /// <summary>Classes that were loaded, with objects or without.</summary>
    public long ClassesTold { get; init; }

    /// <summary>All classes with objects, by bytes descending; arrays are classes of their own.</summary>
    public IReadOnlyList<DumpedClass> Classes { get; init; } = [];

    public IReadOnlyList<DumpedRoots> Roots { get; init; } = [];

    /// <summary>Kinds of objects that own native memory.</summary>
    public IReadOnlyList<DumpedOwner> Owners { get; init; } = [];

    /// <summary>What JNI global references lead to, by count descending.</summary>
    public IReadOnlyList<DumpedReferences> GlobalReferences { get; init; } = [];
}

public sealed record DumpedClass(string Name, long Count, Bytes Shallow);

/// <param name="Kind">In words: "JNI global".</param>
public sealed record DumpedRoots(string Kind, long Count);

public sealed record DumpedReferences(string ClassName, long Count);

/// <summary>Objects of one class and one kind.</summary>
/// <param name="Owns">What each of them holds outside of the Java heap.</param>
/// <param name="Open">Those that have not given back what they owned; null where no field tells.</param>
/// <param name="Native">What the open ones own by their own fields, each address once; null where none tells.</param>
public sealed record DumpedOwner(string ClassName, string Owns, long Count, long? Open, Bytes? Native)
{
    /// <summary>It leads to what objects of another row own: those have the figures.</summary>
    public bool IsShell { get; init; }

    /// <summary>Open ones whose address an object before them had: they own nothing of their own.</summary>
    public long Duplicates { get; init; }

    /// <summary>Who keeps the open ones, by bytes and count descending.</summary>
    public IReadOnlyList<DumpedHolder> Holders { get; init; } = [];

    /// <summary>Whose referrers were looked for; fewer than are open where there are very many.</summary>
    public long LookedAt { get; init; }
}

/// <summary>Owners of one kind that are kept in the same way. Counts are of those that were looked at.</summary>
/// <param name="State">Garbage: nothing but weak and phantom references leads to them, they wait for a collection and their Cleaner.</param>
/// <param name="Referrer">The first class up the path that is not the JDK's, and its field; null where there is none.</param>
public sealed record DumpedHolder(HolderState State, string? Referrer, long Count, Bytes? Native)
{
    /// <summary>In words: "static field", "JNI global", "local variable"; null where none was met.</summary>
    public string? Root { get; init; }

    /// <summary>The size that most of them have in common; null where no two have, or sizes are not told.</summary>
    public DumpedSize? Alike { get; init; }

    /// <summary>The shortest way from one of them up to a root, class.field each.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];
}

public readonly record struct DumpedSize(Bytes Each, long Count);
