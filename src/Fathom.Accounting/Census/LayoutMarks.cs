using Fathom.Evidence.Census;

namespace Fathom.Accounting.Census;

/// <summary>What HotSpot and malloc themselves make, by the words in front that go with the block's size.</summary>
static class LayoutMarks
{
    public static Blame? Of(ChunkGroup group) => group.Content switch
    {
        ContentKind.ThreadCache => new Blame("libc.so.6", "malloc's cache of a thread", Confidence.Certain) { IsProven = true, IsClosed = true },
        ContentKind.ArenaPiece => new Blame("libjvm.so", Piece(group), Confidence.Likely) { IsProven = true, IsClosed = true },
        _ => null,
    };

    /// <summary>Objects of the compilers' in it tell whose arena it is, or was: a piece that waits in HotSpot's pool keeps what it had.</summary>
    static string Piece(ChunkGroup group)
    {
        foreach (GroupWord word in group.Words)
        {
            if (word.Kind == WordKind.VirtualTable && LibraryName.IsJvm(word.Library) && IsOfCompilers(OwnMarks.Class(word)))
                return "compiler arena piece";
        }
        return "arena piece of the VM";
    }

    /// <summary>C2 has nodes and their types, C1 its operations, and both what ci/ knows of classes and methods.</summary>
    static bool IsOfCompilers(string name) =>
        name.EndsWith("Node", StringComparison.Ordinal) || name.StartsWith("LIR_", StringComparison.Ordinal)
        || StartsWith(name, "ci") || StartsWith(name, "Type");

    static bool StartsWith(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length && char.IsAsciiLetterUpper(name[prefix.Length]);
}
