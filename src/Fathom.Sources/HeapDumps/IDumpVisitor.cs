namespace Fathom.Sources.HeapDumps;

/// <summary>Gets every record of a stretch of the dump, in the order of the file. A structure, for which the walk is compiled of its own.</summary>
interface IDumpVisitor
{
    void Root(DumpRoot kind, ulong id);

    /// <param name="record">From behind its id on: what a CLASS_DUMP says.</param>
    void Class(ulong id, ReadOnlySpan<byte> record);

    void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields);

    /// <summary>Before its elements, which come in one piece or several.</summary>
    void ObjectArray(ulong id, ulong ofClass, int count);

    void Elements(ulong id, ReadOnlySpan<byte> references);

    void PrimitiveArray(ulong id, byte type, int count);

    /// <summary>Between two records, so many bytes behind the last time.</summary>
    void Cut(long position);
}

/// <summary>Why an object is kept; who is told first is named first where an object has several.</summary>
enum DumpRoot
{
    None,
    Static,
    Thread,
    JniGlobal,
    JavaFrame,
    JniLocal,
    NativeStack,
    Monitor,
    BootClass,
    Other,
}
