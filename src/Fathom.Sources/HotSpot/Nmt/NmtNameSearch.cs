using System.Runtime.InteropServices;
using Fathom.Evidence;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>
/// The names of tags in a libjvm without .symtab: an array of pointers whose first one leads to "Java Heap" and whose last
/// one to "Unknown" (nmt/nmtCommon.cpp; services/ until 21). From 20 on each has a name for programs before it.
/// </summary>
static class NmtNameSearch
{
    const int Window = 256 * 1024;

    // The largest libjvm is 25 MB.
    static readonly Bytes Most = Bytes.FromMiB(64);
    const int MostTexts = 16;

    // Every version has more.
    const int LeastNames = 8;
    const string Last = "Unknown";

    /// <summary>Empty where there is no such array.</summary>
    public static IReadOnlyList<string> Find(VmMemory memory, IReadOnlyList<Mapping> mappings, string? library)
    {
        Mapping[] image = [.. mappings.Where(mapping => mapping.Name == library && (mapping.Access & Access.Read) != 0)];
        if (library is null || image.Aggregate(Bytes.Zero, (sum, mapping) => sum + mapping.Range.Length) > Most)
            return [];
        List<Address> texts = [];
        foreach (Mapping constants in image.Where(mapping => !mapping.IsWritablePrivate))
            Search(memory, constants.Range, "Java Heap\0"u8, 1, texts);
        List<Address> found = [];
        foreach (Address text in texts)
        {
            ulong word = text.Value;
            // Relocated, so in pages that were written: before or after they were made read-only.
            foreach (Mapping data in image.Where(mapping => (mapping.Access & Access.Execute) == 0))
                Search(memory, data.Range, MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in word)), 8, found);
        }
        return found.Select(at => Names(memory, at)).FirstOrDefault(names => names.Count > 0) ?? [];
    }

    static void Search(VmMemory memory, AddressRange range, ReadOnlySpan<byte> wanted, int step, List<Address> found)
    {
        byte[] window = new byte[Window + wanted.Length - 1];
        for (Address at = range.Start; at < range.End && found.Count < MostTexts; at += Window)
        {
            int length = (int)Math.Min(window.Length, range.End - at);
            ReadOnlySpan<byte> bytes = window.AsSpan(0, memory.Read(at, window.AsSpan(0, length)));
            for (int from = 0; found.Count < MostTexts && bytes[from..].IndexOf(wanted) is >= 0 and var hit; from += hit + 1)
            {
                if ((from + hit) % step == 0 && from + hit < Window)
                    found.Add(at + (from + hit));
            }
        }
    }

    static List<string> Names(VmMemory memory, Address table)
    {
        bool arePairs = memory.Pointer(table + -8) is { } before && memory.ReadName(before) == "mtJavaHeap";
        List<string> names = [];
        while (names.Count < Limits.NmtTags && memory.Pointer(table + ((long)names.Count * (arePairs ? 16 : 8))) is { } at
            && memory.ReadName(at) is { } name && NmtTags.IsName(name))
        {
            names.Add(name);
            if (name == Last)
                return names.Count >= LeastNames && names.Contains("Thread") && names.Contains("Internal") ? names : [];
        }
        return [];
    }
}
