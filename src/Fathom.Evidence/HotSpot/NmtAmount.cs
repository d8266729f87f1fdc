namespace Fathom.Evidence.HotSpot;

/// <summary>A figure of NMT; a diff says beside it by how much it changed.</summary>
public readonly record struct NmtAmount(Bytes Size, Bytes Change = default)
{
    public static NmtAmount operator +(NmtAmount a, NmtAmount b) => new(a.Size + b.Size, a.Change + b.Change);

    public static NmtAmount Add(NmtAmount left, NmtAmount right) => left + right;
}
