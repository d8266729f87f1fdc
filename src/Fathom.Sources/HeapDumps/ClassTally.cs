using System.Runtime.CompilerServices;

namespace Fathom.Sources.HeapDumps;

/// <summary>Objects of one class; of a class of arrays their elements, too.</summary>
struct ClassTally
{
    public long Count;

    /// <summary>From one of them to the next object: the least of all is what one takes in the heap. Zero where none was met.</summary>
    public ulong Least;

    /// <summary>How often it was just that.</summary>
    public long Same;

    public long Elements;

    /// <summary>Arrays with an odd number of them: four bytes more make no multiple of eight.</summary>
    public long Odd;

    /// <summary>The block in which one was met last.</summary>
    public int Block;

    public void Meet(ulong apart, long times = 1)
    {
        if (Least == 0 || apart < Least)
            (Least, Same) = (apart, times);
        else if (apart == Least)
            Same += times;
    }
}

/// <summary>Arrays of one primitive type. What they take is rounded up one by one, which depends on the last bits of their length.</summary>
struct PrimitiveTally
{
    public const int Residues = 8;

    [InlineArray(Residues)]
    public struct PerResidue
    {
        long _first;
    }

    public long Elements;
    public PerResidue Counts;

    public readonly long Count
    {
        get
        {
            long all = 0;
            foreach (long each in Counts)
                all += each;
            return all;
        }
    }

    public void Add(int count)
    {
        Elements += count;
        Counts[count & (Residues - 1)]++;
    }

    public void Take(in PrimitiveTally other)
    {
        Elements += other.Elements;
        for (int i = 0; i < Residues; i++)
            Counts[i] += other.Counts[i];
    }
}
