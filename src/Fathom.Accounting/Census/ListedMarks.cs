using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>What the JVM itself has in a list is that, whatever words stand in it.</summary>
static class ListedMarks
{
    public static Blame? Of(ChunkGroup group, GroupGraph graph)
    {
        if (group.Parent is not { Root: >= 0 and var index } || index >= graph.Census.Roots.Count
            || graph.Census.Roots[index] is not { Kind: RootKind.JvmObjects, Name: var type })
            return null;
        // The table of a derived class says more than the list: CompilerThread.
        bool hasOwn = group.Words is [{ Kind: WordKind.VirtualTable, Symbol: not null } first, ..] && first.Offset == graph.Begin(group.Number)
            && LibraryName.IsJvm(first.Library);
        (string structure, string? remedy) = type == "ClassLoaderData" ? ("class loader data", "unload-classes")
            : (hasOwn ? OwnMarks.Class(group.Words[0]) : type, null);
        return new Blame("libjvm.so", structure, Confidence.Certain) { IsProven = true, Remedy = remedy };
    }
}
