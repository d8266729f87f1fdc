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

    /// <summary>The queue of the finalizer thread is as long a moment later; what waits in it, and where the thread stands.</summary>
    FinalizerQueue,

    /// <summary>Where its threads stand, by a thread dump.</summary>
    ThreadDump,

    /// <summary>Who asked for its blocks, by the call sites of native memory tracking; growth where those are not kept.</summary>
    AllocationSites,
}
