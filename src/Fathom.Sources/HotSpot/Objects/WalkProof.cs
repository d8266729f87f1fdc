namespace Fathom.Sources.HotSpot.Objects;

/// <summary>How a walk fared, in bytes: what it went over object by object, and what not.</summary>
struct WalkProof
{
    /// <summary>Bytes of the objects that were counted.</summary>
    public long Walked;

    /// <summary>Set aside by threads and not yet used: no objects there.</summary>
    public long Unused;

    /// <summary>Zeros where a collector leaves the rest of a page as it is.</summary>
    public long Empty;

    /// <summary>Passed over in search of the next object.</summary>
    public long PassedOver;

    /// <summary>Absent or in swap; objects that begin there are not counted.</summary>
    public long Unread;

    /// <summary>How often the chain of objects broke.</summary>
    public int Broken;
}
