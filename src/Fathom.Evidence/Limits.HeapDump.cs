namespace Fathom.Evidence;

public static partial class Limits
{
    /// <summary>Symbols of a heap dump; a large application server has a million.</summary>
    public const int DumpNames = 4_000_000;

    public const int DumpNameBytes = 128 * 1024 * 1024;

    public const int DumpClasses = 1_000_000;

    /// <summary>Roots whose objects are known one by one; more are counted.</summary>
    public const int DumpRoots = 1_000_000;

    /// <summary>
    /// Of one kind of owner, whose referrers are looked for. Of more a part is looked at, thinned by halves: of at least half as many, so that a share
    /// is right to 1 in 100 (two standard errors of 10,000).
    /// </summary>
    public const int DumpOwnersClimbed = 20_000;

    /// <summary>References between objects that do not lie near each other; four bytes each. Where there are more, ways up are looked for by reading everything.</summary>
    public const long DumpReferences = 64_000_000;

    /// <summary>Addresses that are remembered, to count none twice.</summary>
    public const int DumpAddresses = 2_000_000;

    /// <summary>Objects on ways up from owners; a node takes some 80 bytes.</summary>
    public const int DumpNodes = 1_000_000;

    /// <summary>Referrers of one object, beyond which nobody is told whether it is garbage.</summary>
    public const int DumpReferrers = 256;

    /// <summary>Fields of one object: 65,535 of eight bytes for each class up the chain.</summary>
    public const int DumpInstanceBytes = 4 * 1024 * 1024 - 64;
}
