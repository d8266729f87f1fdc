using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>What the JVM itself refers to.</summary>
sealed class DumpRootSet
{
    public Dictionary<ulong, DumpRoot> Kinds { get; } = [];

    /// <summary>How many JNI global references lead to an object.</summary>
    public Dictionary<ulong, int> Globals { get; } = [];

    public long[] Counts { get; } = new long[(int)DumpRoot.Other + 1];

    /// <summary>There were more than are kept one by one.</summary>
    public bool IsFull { get; private set; }

    public void Add(DumpRoot kind, ulong id)
    {
        Counts[(int)kind]++;
        if (Kinds.Count >= Limits.DumpRoots)
        {
            IsFull = true;
            return;
        }
        Keep(kind, id);
        if (kind == DumpRoot.JniGlobal)
            CollectionsMarshal.GetValueRefOrAddDefault(Globals, id, out _)++;
    }

    void Keep(DumpRoot kind, ulong id)
    {
        ref DumpRoot known = ref CollectionsMarshal.GetValueRefOrAddDefault(Kinds, id, out bool isKnown);
        if (!isKnown || kind < known)
            known = kind;
    }

    public void Take(DumpRootSet other)
    {
        for (int i = 0; i < Counts.Length; i++)
            Counts[i] += other.Counts[i];
        foreach ((ulong id, DumpRoot kind) in other.Kinds)
            Keep(kind, id);
        foreach ((ulong id, int count) in other.Globals)
            CollectionsMarshal.GetValueRefOrAddDefault(Globals, id, out _) += count;
        IsFull |= other.IsFull;
    }
}
