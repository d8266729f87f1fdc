namespace Fathom.Evidence.HotSpot;

/// <summary>Which of the forms of VM.native_memory a report is.</summary>
public enum NmtKind
{
    Summary,
    Detail,
    SummaryDiff,
    DetailDiff,
    Statistics,
}
