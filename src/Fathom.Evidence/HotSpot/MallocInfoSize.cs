namespace Fathom.Evidence.HotSpot;

/// <summary>Free chunks of one size or of a bin.</summary>
public sealed record MallocInfoSize(Bytes From, Bytes To, Bytes Total, long Count, bool IsUnsorted);
