namespace Fathom.Evidence.HotSpot;

/// <summary>A line of a report that its parser has no use for, as it was written: nothing is lost silently.</summary>
public sealed record UnreadLine(int Number, string Text);
