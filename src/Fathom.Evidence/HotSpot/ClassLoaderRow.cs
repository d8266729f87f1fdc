namespace Fathom.Evidence.HotSpot;

/// <summary>A class loader with its metaspace.</summary>
/// <param name="Loader">The loader object's klass; zero for the boot loader.</param>
/// <param name="Data">Its ClassLoaderData.</param>
public sealed record ClassLoaderRow(Address Loader, Address Parent, Address Data, ClassLoaderShare Own, string Type)
{
    /// <summary>Classes of its that are hidden or anonymous, printed on a line of their own.</summary>
    public ClassLoaderShare? Hidden { get; init; }
}
