namespace Fathom.Sources.HeapDumps;

/// <summary>Records within a segment: their tags (heapDumper.cpp), and what stands in front of their contents.</summary>
static class DumpRecords
{
    public const byte Class = 0x20, Instance = 0x21, ObjectArray = 0x22, PrimitiveArray = 0x23, PrimitiveArrayWithoutData = 0xC3;

    /// <summary>With ids of eight bytes.</summary>
    public const int LongestHead = 1 + 8 + 4 + 8 + 4;

    /// <summary>Tag, id, stack, class, length.</summary>
    public static int InstanceHead(int id) => 1 + id + 4 + id + 4;

    /// <summary>Tag, id, stack, count, class.</summary>
    public static int ObjectArrayHead(int id) => 1 + id + 4 + 4 + id;

    /// <summary>Tag, id, stack, count, type.</summary>
    public static int PrimitiveArrayHead(int id) => 1 + id + 4 + 4 + 1;

    /// <summary>Tags below 0x20 are HotSpot's (heapDumper.cpp), those from 0x89 on Android's (art/runtime/hprof). More: bytes behind the id.</summary>
    public static (DumpRoot Kind, int More)? Root(byte tag, int id) => tag switch
    {
        0x01 => (DumpRoot.JniGlobal, id),
        0x02 => (DumpRoot.JniLocal, 8),
        0x03 => (DumpRoot.JavaFrame, 8),
        0x04 => (DumpRoot.NativeStack, 4),
        0x05 => (DumpRoot.BootClass, 0),
        0x06 => (DumpRoot.Other, 4),
        0x07 => (DumpRoot.Monitor, 0),
        0x08 => (DumpRoot.Thread, 8),
        0xFF or 0x89 or 0x8B or 0x8D => (DumpRoot.Other, 0),
        0x8E => (DumpRoot.Monitor, 8),
        // Waiting to be finalized, cleaned up or collected: nothing that keeps.
        0x8A or 0x8C or 0x90 => (DumpRoot.None, 0),
        // HEAP_DUMP_INFO: a number of four bytes and the id of a name.
        0xFE => (DumpRoot.None, 4),
        _ => null,
    };
}
