using Fathom.Evidence.Census;

namespace Fathom.Sources.Census;

/// <summary>Which groups are made of the JVM's own blocks by what stands in them, or by what leads to them.</summary>
sealed class JvmGroups(GroupTable groups, Lineage lineage, LibraryPages libraries, RootScan roots)
{
    readonly GroupSide[] _known = new GroupSide[ushort.MaxValue + 1];

    public GroupSide this[ushort group]
    {
        get
        {
            if (_known[group] == GroupSide.Unknown)
                _known[group] = group <= GroupTable.Rest ? GroupSide.Nobodys : Of(group);
            return _known[group];
        }
    }

    GroupSide Of(ushort group)
    {
        GroupKey key = groups[group];
        if (lineage.IsDerived(group))
            return key.Parent > 0 ? this[(ushort)key.Parent] : OfRoot(roots.Roots[-1 - key.Parent]);
        (int own, int other) = (0, 0);
        bool isObject = false;
        for (int i = 0; i < key.Words; i++)
        {
            (int at, ulong word) = key[i];
            if (!libraries.TryFind(word, out int image, out WordKind kind) || IsCommon(libraries.Image(image).Name))
                continue;
            bool isOwn = IsJvm(libraries.Image(image).Name);
            if (at == 0 && kind is WordKind.Constant or WordKind.VirtualTable)
                return isOwn ? GroupSide.Jvm : GroupSide.Other;
            (own, other) = isOwn ? (own + 1, other) : (own, other + 1);
            isObject |= isOwn && kind is WordKind.Constant or WordKind.VirtualTable;
        }
        return other > 0 ? GroupSide.Other : own > 1 && isObject ? GroupSide.Jvm : GroupSide.Nobodys;
    }

    static GroupSide OfRoot((RootKind Kind, string Name) root) =>
        root.Kind is RootKind.Jvm or RootKind.JvmObjects || IsJvm(root.Name) ? GroupSide.Jvm : GroupSide.Other;

    /// <summary>Objects of an archive have their tables in it (share/cds/cppVtables.cpp).</summary>
    public static bool IsJvm(string name) => name.EndsWith("/libjvm.so", StringComparison.Ordinal) || name.EndsWith(".jsa", StringComparison.Ordinal);

    /// <summary>Heads of malloc's lists stand in what was free before.</summary>
    static bool IsCommon(string name)
    {
        ReadOnlySpan<char> file = name.AsSpan(name.LastIndexOf('/') + 1);
        return file.StartsWith("libc.") || file.StartsWith("libc-") || file.StartsWith("ld-");
    }
}

enum GroupSide : byte
{
    Unknown,
    Nobodys,
    Jvm,
    Other,
}
