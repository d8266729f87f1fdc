namespace Fathom.Evidence;

/// <summary>java.nio.Bits: what ByteBuffer.allocateDirect holds. Netty without cleaner and Unsafe are not in it.</summary>
public readonly record struct DirectBuffers(long Count, Bytes Reserved, Bytes Capacity);
