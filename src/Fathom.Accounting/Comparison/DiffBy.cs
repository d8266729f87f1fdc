namespace Fathom.Accounting.Comparison;

/// <summary>What two states are compared by.</summary>
public enum DiffBy
{
    Account,

    /// <summary>Live blocks by owner and structure.</summary>
    Census,

    /// <summary>Live blocks in malloc's arenas by the size of their chunks.</summary>
    Size,
    Mapping,

    /// <summary>Committed memory by tag of native memory tracking.</summary>
    Tag,

    /// <summary>The same by call site, where tracking is detailed.</summary>
    Site,

    /// <summary>Java objects.</summary>
    Class,
}
