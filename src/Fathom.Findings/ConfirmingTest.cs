namespace Fathom.Findings;

/// <summary>What would settle a finding.</summary>
public enum ConfirmingTest
{
    /// <summary>Nothing that fathom does: the page of the rule says what would.</summary>
    None,

    /// <summary>After a full collection its memory is free.</summary>
    CollectionFrees,

    /// <summary>After a full collection its memory is still in use.</summary>
    CollectionKeeps,

    /// <summary>It grows while it is watched for a minute.</summary>
    Growth,
}
