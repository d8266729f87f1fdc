namespace Fathom.Evidence.HeapDumps;

/// <summary>What owners own, in the words by which they are recognised: who counts objects and who judges have no other common ground.</summary>
public static class DumpedKinds
{
    public const string Direct = "memory of allocateDirect";

    public const string Mapped = "a mapped file";

    public const string Inflate = "a zlib inflate stream";

    public const string Deflate = "a zlib deflate stream";

    public const string Thread = "a stack and a JavaThread";
}
