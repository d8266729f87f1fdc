namespace Fathom.Evidence.Malloc;

/// <summary>Chunks of one sort: how many, and their bytes with headers.</summary>
public readonly record struct ChunkTotal(long Count, Bytes Bytes)
{
    public static ChunkTotal operator +(ChunkTotal a, ChunkTotal b) => new(checked(a.Count + b.Count), a.Bytes + b.Bytes);

    public static ChunkTotal operator -(ChunkTotal a, ChunkTotal b) => new(checked(a.Count - b.Count), a.Bytes - b.Bytes);

    public static ChunkTotal Add(ChunkTotal left, ChunkTotal right) => left + right;

    public static ChunkTotal Subtract(ChunkTotal left, ChunkTotal right) => left - right;
}
