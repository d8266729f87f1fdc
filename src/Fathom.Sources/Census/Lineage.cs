using Fathom.Evidence.Census;

namespace Fathom.Sources.Census;

/// <summary>Groups that are told apart by what leads to them, since their chunks carry no marks of their own.</summary>
sealed class Lineage(GroupTable groups)
{
    const int MostLevels = 6;

    ushort[] _plain = [];
    readonly Dictionary<ushort, (ushort Base, ushort Parent, byte Level)> _derived = [];
    readonly HashSet<ushort> _listed = [];

    /// <summary>Derived groups in the order in which they were made: parents come first.</summary>
    public List<ushort> Derived { get; } = [];

    /// <summary>After the walk: which groups have no marks, or only such as few chunks of their size have.</summary>
    public void Begin(GroupSums sums)
    {
        int count = groups.Count;
        Dictionary<int, long> sizes = [];
        for (int i = GroupTable.Rest + 1; i < count; i++)
            sizes[groups[i].Slot] = sizes.GetValueOrDefault(groups[i].Slot) + sums[i].Count;
        _plain = new ushort[count];
        for (int i = GroupTable.Rest + 1; i < count; i++)
        {
            GroupKey key = groups[i];
            if (!key.IsMarked)
                _plain[i] = (ushort)i;
            else if (key.Tag < 0 && key.FirstAt != 0 && sums[i].Count < StaleWords.Strong(sizes[key.Slot]))
                _plain[i] = groups.Of(new GroupKey { Slot = key.Slot, Tag = -1, Content = key.Content }) is > GroupTable.Rest and var plain ? plain : (ushort)0;
        }
    }

    /// <summary>The group without marks that a chunk of a group would be in; 0 where it has marks, or a parent.</summary>
    public ushort PlainOf(ushort group) => group < _plain.Length ? _plain[group] : IsDerived(group) || groups[group].IsMarked ? (ushort)0 : group;

    public bool IsDerived(ushort group) => _derived.ContainsKey(group);

    /// <summary>What a group was before anything led to it.</summary>
    public ushort BaseOf(ushort group) => _derived.TryGetValue(group, out (ushort Base, ushort, byte) derived) ? derived.Base : group;

    public ushort ParentOf(ushort group) => _derived.TryGetValue(group, out (ushort, ushort Parent, byte) derived) ? derived.Parent : (ushort)0;

    /// <summary>Whether chunks of a group lead on: they have marks, or something that has leads to them.</summary>
    public bool LeadsOn(ushort group) =>
        group > GroupTable.Rest && (PlainOf(group) == 0 && (!_derived.TryGetValue(group, out (ushort, ushort, byte Level) derived) || derived.Level < MostLevels));

    /// <summary>The group of chunks without marks that a parent leads to. A list or a tree is one group, however deep.</summary>
    public ushort Under(ushort parent, int offset, ushort plain)
    {
        for (ushort up = parent; _derived.TryGetValue(up, out (ushort Base, ushort Parent, byte) each); up = each.Parent)
        {
            if (!_listed.Contains(up) && (each.Base == plain || AreAlike(groups[each.Base], groups[plain])))
                return up;
        }
        int level = _derived.TryGetValue(parent, out (ushort, ushort, byte Level) derived) ? derived.Level + 1 : 1;
        return Make(groups[plain] with { Parent = parent, ParentOffset = offset }, plain, parent, (byte)level);
    }

    /// <summary>… that a place outside of malloc leads to.</summary>
    public ushort UnderRoot(int root, ushort plain) =>
        Make(groups[plain] with { Parent = -1 - root, ParentOffset = LinkTable.AnyOffset }, plain, 0, 1);

    /// <summary>
    /// … that a list of the JVM's has: nothing else is of its kind. What stands before an object within its chunk is from before.
    /// </summary>
    public ushort Listed(int root, ushort group, bool isWithin)
    {
        GroupKey key = groups[group];
        key = isWithin ? new GroupKey { Slot = key.Slot, Tag = key.Tag } : key;
        ushort made = Make(key with { Parent = -1 - root, ParentOffset = LinkTable.AnyOffset }, group, 0, 1);
        if (made != group)
            _listed.Add(made);
        return made;
    }

    /// <summary>Nodes of one list do not all begin alike; a text of the same size is none of them.</summary>
    static bool AreAlike(in GroupKey one, in GroupKey other) =>
        one.Slot == other.Slot && IsPlain((ContentKind)one.Content) && IsPlain((ContentKind)other.Content);

    static bool IsPlain(ContentKind kind) => kind is ContentKind.Unknown or ContentKind.Zero or ContentKind.Pointers or ContentKind.Sized;

    ushort Make(in GroupKey key, ushort plain, ushort parent, byte level)
    {
        ushort made = groups.Of(key);
        if (made == GroupTable.Rest)
            return plain;
        if (_derived.TryAdd(made, (plain, parent, level)))
            Derived.Add(made);
        return made;
    }
}
