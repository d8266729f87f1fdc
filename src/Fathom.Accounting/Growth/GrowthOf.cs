namespace Fathom.Accounting.Growth;

/// <summary>What is followed over time.</summary>
public enum GrowthKind
{
    Resident,
    Container,
    Account,

    /// <summary>Live chunks of malloc of one size: a leak that RSS hides in noise is plain here.</summary>
    SizeClass,
}

/// <summary>One of the things that are followed: the account, or the size in bytes.</summary>
public readonly record struct GrowthOf(GrowthKind Kind, string Name);
