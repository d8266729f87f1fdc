using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>The target's own table of tag names, and the tags that have a part in the sums.</summary>
sealed class NmtTags
{
    const int LongestName = 40;

    readonly string[] _names;

    NmtTags(string[] names) => _names = names;

    public IReadOnlyList<string> Names => _names;

    public int Thread => IndexOf("Thread");

    public int ThreadStack => IndexOf("Thread Stack");

    public int Tracking => IndexOf("Native Memory Tracking");

    public int ArenaChunk => IndexOf("Arena Chunk");

    /// <summary>Null where a name is no name, or one that every version has is missing.</summary>
    public static NmtTags? Read(VmMemory memory, NmtLayout layout, Address table)
    {
        ulong[] words = new ulong[layout.Tags * layout.NameWords];
        if (memory.Read(table, MemoryMarshal.AsBytes(words.AsSpan())) != words.Length * 8)
            return null;
        string[] names = new string[layout.Tags];
        for (int i = 0; i < names.Length; i++)
        {
            // Of a pair the readable one comes last.
            if (VmMemory.AsPointer(words[(i + 1) * layout.NameWords - 1]) is not { } at || memory.ReadName(at) is not { } name || !IsName(name))
                return null;
            names[i] = name;
        }
        NmtTags tags = new(names);
        return names[0] == "Java Heap" && tags.Thread > 0 && tags.ThreadStack > 0 && tags.Tracking > 0 && tags.ArenaChunk > 0 ? tags : null;
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && !name.AsSpan().ContainsAnyExceptInRange(' ', '~');

    int IndexOf(string name) => Array.IndexOf(_names, name);
}
