namespace Fathom.Evidence.HotSpot;

/// <param name="Name">The class whose instances wait.</param>
public sealed record WaitingClass(string Name, long Instances);
