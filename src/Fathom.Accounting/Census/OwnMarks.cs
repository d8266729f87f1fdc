using System.Globalization;
using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>
/// The owner by the words in the chunks themselves. A word is no proof where malloc may have left it from an earlier
/// block, where it is an address in the middle of a function, or where it may be somebody's callback.
/// </summary>
static class OwnMarks
{
    // One address somewhere in one chunk may be anything; at the same place in many it is meant, and a class's in many of a size.
    const int FewestAlone = 8;
    const long LeastArena = 8192;

    /// <summary>Null where the words prove nothing.</summary>
    public static Blame? Of(ChunkGroup group, GroupGraph graph, IReadOnlySet<(int Group, int Offset)> foreign)
    {
        int begin = graph.Begin(group.Number);
        List<GroupWord> words = [];
        foreach (GroupWord word in group.Words)
        {
            if (Counts(word, group, begin, graph.HasTags) && !foreign.Contains((group.Number, word.Offset)))
                words.Add(word);
        }
        if (words.Exists(word => !LibraryName.IsRuntime(word.Library)))
            words.RemoveAll(word => LibraryName.IsRuntime(word.Library));
        if (words.Count == 0 || IsLoaders(group, begin))
            return null;
        GroupWord first = words[0];
        if (first.Kind == WordKind.VirtualTable && first.Offset == begin)
            return new Blame(Owner(first), Class(first), LibraryName.IsRuntime(first.Library) ? Confidence.Likely : Confidence.Certain) { IsProven = true };
        if (words.TrueForAll(word => LibraryName.IsRuntime(word.Library)))
            return null;
        return Strongest(words, group, graph, begin) is { } mark
            ? new Blame(Owner(mark), Described(mark, group, graph, begin), Confidence.Likely) { IsProven = true } : null;
    }

    /// <summary>
    /// The loader's record of a library begins with where that is mapped (link.h, struct link_map); libc's of functions to
    /// call at the end has each library's handle (stdlib/exit.h), and its table for unwinding where each library lies, with
    /// its frames (elf/dl-find_object.c): they name libraries, and are none's. An object with a table in front is no record.
    /// </summary>
    static bool IsLoaders(ChunkGroup group, int begin)
    {
        if (group.Words is [{ Kind: WordKind.Constant or WordKind.VirtualTable, At: not 0 } head, ..] && head.Offset == begin)
            return false;
        foreach (GroupWord word in group.Words)
        {
            if (word.Symbol is "__dso_handle" or "__GNU_EH_FRAME_HDR" || word.At == 0)
                return true;
        }
        return false;
    }

    static bool Counts(GroupWord word, ChunkGroup group, int begin, bool hasTags)
    {
        // Where a file is mapped is what the loader knows of it, and its users do not.
        if (LibraryName.IsCommon(word.Library) || word.Offset < begin || word.At == 0)
            return false;
        bool isTable = word.Kind == WordKind.VirtualTable && word.Offset == begin;
        // Text and other contents begin where an object would have its table: what stands behind it is from before.
        if (IsContent(group.Content) && !isTable)
            return false;
        if (word.Kind == WordKind.Code && word is { Symbol: not null, SymbolOffset: not 0 })
            return false;
        // With tags on, a block without one was never the JVM's, but may refer to it: JavaVM*, functions of JNI.
        return isTable || !(hasTags && group.NmtTag is null && LibraryName.IsJvm(word.Library));
    }

    static bool IsContent(ContentKind content) => content is not (ContentKind.Unknown or ContentKind.Pointers or ContentKind.Zero or ContentKind.Sized);

    /// <summary>The word that proves an owner: a table in front, tables of one library only, or several words of one.</summary>
    static GroupWord? Strongest(List<GroupWord> words, ChunkGroup group, GroupGraph graph, int begin)
    {
        if (words[0] is { Kind: WordKind.Constant or WordKind.VirtualTable } head && head.Offset == begin)
            return head;
        List<GroupWord> tables = words.FindAll(word => word.Kind is WordKind.Constant or WordKind.VirtualTable);
        if (tables.Count > 0)
        {
            bool isMany = (tables[0].Kind == WordKind.VirtualTable ? graph.Having(group.ChunkSize, tables[0]) : group.Total.Count) >= FewestAlone;
            return AreOfOne(tables) && (words.Count > 1 || isMany) ? tables[0] : null;
        }
        // Data of the JVM alone: a library's struct begins with the JavaVM* that it was given, and that is all.
        HashSet<ulong> places = [.. words.Select(word => word.At)];
        bool isFront = words[0].Offset == begin && !LibraryName.IsJvm(words[0].Library);
        return AreOfOne(words) && (places.Count > 1 || isFront) ? words[0] : null;
    }

    /// <summary>Blocks of one size that are no arena's, each with such an object: HotSpot before 15 aligns its threads so (thread.cpp).</summary>
    static bool IsAligned(GroupWord word, ChunkGroup group, GroupGraph graph) =>
        group.ChunkSize.Value < LeastArena && graph.Having(group.ChunkSize, word) >= FewestAlone;

    static bool AreOfOne(List<GroupWord> words) => words.TrueForAll(word => word.Library == words[0].Library);

    public static string Owner(GroupWord word) => LibraryName.IsJvm(word.Library) ? "libjvm.so" : LibraryName.Short(word.Library);

    public static string Class(GroupWord word) =>
        word.Symbol is { } symbol ? CppName.Of(symbol) : string.Create(CultureInfo.InvariantCulture, $"C++ object 0x{word.At:x}");

    /// <summary>
    /// struct with my_ops at 0; without a symbol its address in the file has to do. An object that stands within a block is
    /// one of several in there: an arena's, an array's.
    /// </summary>
    static string Described(GroupWord word, ChunkGroup group, GroupGraph graph, int begin)
    {
        if (word.Kind == WordKind.VirtualTable && word.Offset > begin)
            return IsAligned(word, group, graph) ? Class(word) : $"block with {Class(word)} objects in it";
        string target = word.Kind == WordKind.VirtualTable ? Class(word)
            : word.Symbol ?? string.Create(CultureInfo.InvariantCulture, $"0x{word.At:x}");
        return string.Create(CultureInfo.InvariantCulture, $"struct with {target} at {word.Offset - begin}");
    }
}
