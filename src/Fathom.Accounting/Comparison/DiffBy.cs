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

    /// <summary>What a profile says of who asked for native memory.</summary>
    Use,

    /// <summary>What functions of a profile have by themselves.</summary>
    Function,

    /// <summary>The last figures of recordings. They hold each other, and have no sum.</summary>
    Figure,

    /// <summary>Java objects of a heap dump that own native memory.</summary>
    Owner,

    /// <summary>The same by who keeps them.</summary>
    Holder,
}
