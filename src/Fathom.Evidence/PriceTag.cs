namespace Fathom.Evidence;

/// <summary>What an act does to its target, said before it is done.</summary>
/// <param name="Does">In words: "asks the JVM for VM.version".</param>
/// <param name="Leaves">What stays in the target or beside it.</param>
public sealed record PriceTag(string Does, ActWeight Weight, string Pause, string Cpu, string Disk, string Leaves);

/// <summary>A small act is printed and done; a dear one needs a yes.</summary>
public enum ActWeight
{
    Small,
    Dear,
}
