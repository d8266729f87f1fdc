namespace Fathom.Sources.HotSpot.Objects;

/// <summary>How long the objects of a class are.</summary>
enum ShapeKind : byte
{
    /// <summary>Not a class.</summary>
    None,
    Instance,
    Array,

    /// <summary>java.lang.Class: its own field says how long it is, for the statics of its class stand behind it.</summary>
    Mirror,

    /// <summary>jdk.internal.vm.StackChunk: frames of a virtual thread.</summary>
    StackChunk,
}

/// <summary>What a walk needs to know of a class, and what it counted of it.</summary>
struct ObjectShape
{
    /// <summary>As it stands in a header: narrow or whole.</summary>
    public ulong Word;

    public ulong Klass;

    public ShapeKind Kind;

    /// <summary>Elements are 2^this bytes long.</summary>
    public byte ElementShift;

    /// <summary>What an array is of, in the JVM's own numbers (utilities/globalDefinitions.hpp: BasicType).</summary>
    public byte ElementType;

    /// <summary>Whether objects of it are shown whole: somebody reads their fields.</summary>
    public bool IsWhole;

    /// <summary>Bytes of an instance, or of an array before its first element.</summary>
    public int Size;

    /// <summary>What its objects are looked at for; below zero: nothing.</summary>
    public int Owner;

    public long Count;

    public long Bytes;
}
