namespace Fathom.Evidence.Census;

/// <summary>Each live chunk of a census with its group. Nothing is kept of a chunk but what the census itself keeps.</summary>
public abstract class CensusChunks
{
    /// <summary>Sees each of them, in no order.</summary>
    /// <param name="see">What malloc returned, the chunk's size with its header, the number of its group.</param>
    public abstract void Each(Action<Address, Bytes, int> see);
}
