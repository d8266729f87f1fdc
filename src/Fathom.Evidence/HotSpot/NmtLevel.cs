namespace Fathom.Evidence.HotSpot;

/// <summary>How much native memory tracking keeps (-XX:NativeMemoryTracking). It can be lowered, never raised.</summary>
public enum NmtLevel
{
    Off,
    Summary,
    Detail,
}
