using Fathom.Evidence;

namespace Fathom.Lab;

/// <summary>By how much an account should grow from phase A to phase B.</summary>
/// <param name="Account">The beginning of an account's name (malloc, java/heap), or rss or vsz.</param>
/// <param name="BytesEach">Growth for each time the fault happens.</param>
/// <param name="Within">Relative tolerance: what differs between allocators and JDKs.</param>
/// <param name="Noise">Absolute tolerance: heap, code and classes that move in any JVM.</param>
public sealed record Effect(string Account, long BytesEach, double Within, Bytes Noise)
{
    public const string Rss = "rss";

    public const string Vsz = "vsz";

    public const string Malloc = "malloc";

    public Bytes Least(int count) => new(checked((long)(BytesEach * count * (1 - Within))) - Noise.Value);

    public Bytes Most(int count) => new(checked((long)(BytesEach * count * (1 + Within))) + Noise.Value);

    public bool Holds(Bytes growth, int count) => growth >= Least(count) && growth <= Most(count);
}
