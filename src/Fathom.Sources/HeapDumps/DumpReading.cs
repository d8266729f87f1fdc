using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Sources.HeapDumps;

/// <summary>What the pass over all objects and the ways up from the owners come to.</summary>
sealed class DumpReading(IDumpBytes bytes, IReadOnlyList<DumpSumming> sums, IReadOnlyList<DumpBlock> blocks, DumpClasses classes, int idLength)
{
    readonly DumpSizes _sizes = new(sums, idLength);
    readonly DumpRootSet _roots = Joined(sums);

    /// <summary>More owners, or more on the ways up from them, than are kept.</summary>
    public bool IsFull { get; private set; }

    public bool HasMoreRoots => _roots.IsFull;

    public HeapDump Read(HeapDump dump, bool isWhole)
    {
        OwnerTally[] owners = [.. classes.Kinds.Select(_ => new OwnerTally(Limits.DumpOwnersClimbed))];
        foreach (DumpSumming sum in sums)
        {
            for (int i = 0; i < owners.Length; i++)
                owners[i].Take(sum.Owners[i]);
        }
        DumpGraph graph = new(_roots.Kinds);
        DumpClimb climb = new(bytes, idLength, blocks, classes, graph);
        climb.Run(owners, _roots.Globals);
        IsFull = graph.IsFull || sums.Any(sum => sum.IsFull);
        DumpRows rows = new(classes, graph, graph.Doubtful(isWhole && climb.IsWhole));
        IReadOnlyList<DumpedClass> listed = Classes();
        return dump with
        {
            Objects = sums.Sum(each => each.Objects) + classes.Told,
            Shallow = new Bytes(listed.Sum(each => each.Shallow.Value)),
            ClassesTold = classes.Told,
            Classes = listed,
            Roots = RootCounts(),
            Owners = rows.Of(owners, Duplicates(sums)),
            GlobalReferences = References(climb.Globals),
        };
    }

    static DumpRootSet Joined(IReadOnlyList<DumpSumming> sums)
    {
        DumpRootSet all = new();
        foreach (DumpSumming sum in sums)
            all.Take(sum.Roots);
        return all;
    }

    List<DumpedRoots> RootCounts()
    {
        List<DumpedRoots> rows = [];
        for (DumpRoot kind = DumpRoot.Thread; kind <= DumpRoot.Other; kind++)
        {
            if (_roots.Counts[(int)kind] is > 0 and var count)
                rows.Add(new DumpedRoots(DumpRows.RootName(kind)!, count));
        }
        return rows;
    }

    List<DumpedClass> Classes()
    {
        List<DumpedClass> rows = [];
        for (int i = 0; i < classes.Count; i++)
        {
            DumpClass one = classes[i];
            if (one.Count > 0)
                rows.Add(new DumpedClass(one.Name, one.Count, one.IsArray ? _sizes.OfArrays(Arrays(i)) : new Bytes(_sizes.OfObject(one, idLength).Value * one.Count)));
        }
        for (byte type = 4; type < 12; type++)
        {
            PrimitiveTally all = default;
            foreach (DumpSumming sum in sums)
                all.Take(sum.Primitives[type]);
            if (all.Count > 0)
                rows.Add(new DumpedClass(DumpTypes.Name(type) + "[]", all.Count, _sizes.OfArrays(all, DumpTypes.Length(type, idLength))));
        }
        rows.Sort((a, b) => b.Shallow != a.Shallow ? b.Shallow.CompareTo(a.Shallow) : string.CompareOrdinal(a.Name, b.Name));
        return rows;
    }

    ClassTally Arrays(int number)
    {
        ClassTally all = default;
        foreach (DumpSumming sum in sums)
        {
            if (number >= sum.Tallies.Length)
                continue;
            ref readonly ClassTally tally = ref sum.Tallies[number];
            (all.Count, all.Elements, all.Odd) = (all.Count + tally.Count, all.Elements + tally.Elements, all.Odd + tally.Odd);
        }
        return all;
    }

    /// <summary>Of those that have one address only the first has what lies there; a view without its original is one of them.</summary>
    static Dictionary<int, (long Count, long Native)> Duplicates(IReadOnlyList<DumpSumming> sums)
    {
        List<(ulong Address, int Kind, long Native)> all = [.. sums.SelectMany(sum => sum.Addresses)];
        // The largest first: a part of it may begin at the same address.
        all.Sort((a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : a.Native != b.Native ? b.Native.CompareTo(a.Native) : a.Kind.CompareTo(b.Kind));
        Dictionary<int, (long Count, long Native)> duplicates = [];
        for (int i = 1; i < all.Count; i++)
        {
            if (all[i].Address == all[i - 1].Address)
            {
                (long count, long native) = duplicates.GetValueOrDefault(all[i].Kind);
                duplicates[all[i].Kind] = (count + 1, native + all[i].Native);
            }
        }
        return duplicates;
    }

    List<DumpedReferences> References(Dictionary<int, long> globals)
    {
        Dictionary<string, long> counts = [];
        foreach ((int number, long count) in globals)
        {
            string name = number >= 0 ? classes[number].Name : number == DumpClasses.OfClasses ? "java.lang.Class" : number == -1 ? "?" : DumpTypes.Name((byte)(-1 - number)) + "[]";
            counts[name] = counts.GetValueOrDefault(name) + count;
        }
        List<DumpedReferences> rows = [];
        foreach ((string name, long count) in counts)
            rows.Add(new DumpedReferences(name, count));
        rows.Sort((a, b) => b.Count != a.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.ClassName, b.ClassName));
        return rows;
    }
}
