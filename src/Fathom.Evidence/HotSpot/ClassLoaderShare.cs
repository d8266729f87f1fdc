namespace Fathom.Evidence.HotSpot;

/// <param name="Chunks">Metaspace chunks it holds.</param>
/// <param name="Blocks">What of them is handed out.</param>
public readonly record struct ClassLoaderShare(long Classes, Bytes Chunks, Bytes Blocks);
