using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Sources.HeapDumps;

/// <summary>The passes behind the first, and what they come to.</summary>
sealed class DumpReading(DumpPasses passes, IReadOnlyList<DumpCounting> counted, DumpClasses classes, int idLength)
{
    readonly DumpSizes _sizes = new(counted, idLength);
    readonly DumpGranules _granules = new(counted.Min(each => each.Lowest), counted.Max(each => each.Highest));

    /// <summary>More owners, or more on the ways up from them, than are kept.</summary>
    public bool IsFull { get; private set; }

    public HeapDump Read(HeapDump dump, bool isWhole)
    {
        ulong[][] sets = new ulong[passes.Groups][];
        for (int i = 0; i < sets.Length; i++)
            sets[i] = DumpGranules.NewSet();
        IdTable globals = Globals();
        int mostOwners = dump.Length > Limits.LargeDump ? Limits.DumpOwnersSampled : Limits.DumpOwnersClimbed;
        IReadOnlyList<DumpSumming> sums = passes.Run(_ => new DumpSumming(classes, _sizes, _granules, globals, idLength, mostOwners), (sum, piece) => sum.Begin(sets[passes.Group(piece)]), _ => true);
        OwnerTally[] owners = [.. classes.Kinds.Select(_ => new OwnerTally(mostOwners))];
        foreach (DumpSumming sum in sums)
        {
            for (int i = 0; i < owners.Length; i++)
                owners[i].Take(sum.Owners[i]);
        }
        Dictionary<ulong, DumpRoot> roots = Roots();
        DumpGraph graph = new(roots);
        DumpClimb climb = new(passes, classes, graph, _granules, sets);
        climb.Run(owners);
        IsFull = graph.IsFull || sums.Any(sum => sum.IsFull);
        DumpRows rows = new(classes, graph, graph.Doubtful(isWhole && climb.IsWhole));
        IReadOnlyList<DumpedClass> listed = Classes(sums);
        return dump with
        {
            Objects = counted.Sum(each => each.Objects + each.Classes.Count),
            Shallow = new Bytes(listed.Sum(each => each.Shallow.Value)),
            Classes = listed,
            Roots = RootCounts(),
            Owners = rows.Of(owners, Duplicates(sums)),
            GlobalReferences = References(sums),
        };
    }

    Dictionary<ulong, DumpRoot> Roots()
    {
        Dictionary<ulong, DumpRoot> roots = counted[0].Roots;
        foreach (DumpCounting counting in counted.Skip(1))
        {
            foreach ((ulong id, DumpRoot kind) in counting.Roots)
                roots[id] = roots.TryGetValue(id, out DumpRoot known) && known < kind ? known : kind;
        }
        return roots;
    }

    IdTable Globals()
    {
        Dictionary<ulong, int> all = [];
        foreach (DumpCounting counting in counted)
        {
            foreach ((ulong id, int count) in counting.Globals)
                all[id] = all.GetValueOrDefault(id) + count;
        }
        IdTable table = new();
        foreach ((ulong id, int count) in all)
            table.Add(id, count);
        return table;
    }

    List<DumpedRoots> RootCounts()
    {
        List<DumpedRoots> rows = [];
        for (DumpRoot kind = DumpRoot.Thread; kind <= DumpRoot.Other; kind++)
        {
            if (counted.Sum(each => each.RootCounts[(int)kind]) is > 0 and var count)
                rows.Add(new DumpedRoots(DumpRows.RootName(kind)!, count));
        }
        return rows;
    }

    List<DumpedClass> Classes(IReadOnlyList<DumpSumming> sums)
    {
        List<DumpedClass> rows = [];
        for (int i = 0; i < classes.Count; i++)
        {
            DumpClass one = classes[i];
            if (one.Count > 0)
            {
                Bytes size = one.IsArray ? new Bytes(sums.Sum(sum => sum.ArrayBytes[i])) : new Bytes(_sizes.OfObject(one, idLength).Value * one.Count);
                rows.Add(new DumpedClass(one.Name, one.Count, size));
            }
        }
        for (byte type = 4; type < 12; type++)
        {
            if (sums.Sum(sum => sum.PrimitiveCounts[type]) is > 0 and var count)
                rows.Add(new DumpedClass(DumpTypes.Name(type) + "[]", count, new Bytes(sums.Sum(sum => sum.PrimitiveBytes[type]))));
        }
        rows.Sort((a, b) => b.Shallow != a.Shallow ? b.Shallow.CompareTo(a.Shallow) : string.CompareOrdinal(a.Name, b.Name));
        return rows;
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

    List<DumpedReferences> References(IReadOnlyList<DumpSumming> sums)
    {
        Dictionary<string, long> counts = [];
        foreach (DumpSumming sum in sums)
        {
            foreach ((int number, long count) in sum.Globals)
            {
                string name = number >= 0 ? classes[number].Name : number == DumpClasses.OfClasses ? "java.lang.Class" : number == -1 ? "?" : DumpTypes.Name((byte)(-1 - number)) + "[]";
                counts[name] = counts.GetValueOrDefault(name) + count;
            }
        }
        List<DumpedReferences> rows = [];
        foreach ((string name, long count) in counts)
            rows.Add(new DumpedReferences(name, count));
        rows.Sort((a, b) => b.Count != a.Count ? b.Count.CompareTo(a.Count) : string.CompareOrdinal(a.ClassName, b.ClassName));
        return rows;
    }
}
