namespace Fathom.Evidence.HotSpot;

/// <summary>The last line of VM.classloader_stats.</summary>
public sealed record ClassLoaderTotal(long Loaders, ClassLoaderShare Share);
