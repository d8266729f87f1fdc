using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Glibc;

namespace Fathom.Sources.Census;

/// <summary>A stretch of memory outside of malloc that may refer to chunks.</summary>
readonly record struct RootPlace(RootKind Kind, string Name, AddressRange Range);

/// <summary>Where references to chunks can stand outside of malloc and of the Java heap.</summary>
static class RootPlaces
{
    /// <summary>In the order of how much a reference from there says.</summary>
    public static List<RootPlace> Of(Snapshot snapshot, MallocState state)
    {
        List<RootPlace> places = [];
        foreach (LoadedImage image in snapshot.Images)
            AddData(snapshot.Mappings, image, places);
        foreach (JvmRange range in snapshot.JvmState?.Ranges ?? [])
        {
            if (MayHold(range))
                places.Add(new RootPlace(RootKind.Jvm, range.Name, range.Range));
        }
        places.AddRange(OfStacks(snapshot));
        AddOthers(snapshot, state, places);
        return places;
    }

    /// <summary>
    /// Where the JVM alone keeps addresses: compiled code has headers with them (share/code/nmethod.hpp), and an archive's
    /// classes get theirs while the JVM runs.
    /// </summary>
    public static IEnumerable<RootPlace> OfJvm(Snapshot snapshot)
    {
        foreach (JvmRange range in snapshot.JvmState?.Ranges ?? [])
        {
            if (!range.Inferred && range.Part != JvmPart.Heap)
                yield return new RootPlace(RootKind.Jvm, range.Name, range.Range);
        }
        List<RootPlace> data = [];
        foreach (LoadedImage image in snapshot.Images)
        {
            if (JvmGroups.IsJvm(image.Name))
                AddData(snapshot.Mappings, image, data);
        }
        foreach (RootPlace place in data)
            yield return place;
    }

    public static IEnumerable<RootPlace> OfStacks(Snapshot snapshot)
    {
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (thread.Stack is { } stack)
                yield return new RootPlace(RootKind.Stack, thread.Name, stack);
        }
    }

    /// <summary>Code has addresses in its instructions, where no word shows them; an archive was made before this process.</summary>
    static bool MayHold(JvmRange range) =>
        !range.Inferred && range.Part is not (JvmPart.Heap or JvmPart.Code or JvmPart.Cds);

    static void AddData(IReadOnlyList<Mapping> mappings, LoadedImage image, List<RootPlace> places)
    {
        int at = MappingTable.IndexOf(mappings, image.Range.Start);
        for (; at >= 0 && at < mappings.Count && mappings[at].Range.Start < image.Range.End; at++)
        {
            if (mappings[at].Name == image.Name && mappings[at].IsWritablePrivate)
                places.Add(new RootPlace(RootKind.LibraryData, image.Name, mappings[at].Range));
        }
        foreach (AddressRange zeros in image.ZeroFill)
            places.Add(new RootPlace(RootKind.LibraryData, image.Name, zeros));
    }

    static void AddOthers(Snapshot snapshot, MallocState state, List<RootPlace> places)
    {
        List<AddressRange> taken = [.. places.Select(place => place.Range), .. state.Arenas.SelectMany(arena => arena.Heaps).Select(heap => heap.Range)];
        taken.AddRange(snapshot.Malloc.Mmapped.Select(each => each.Range));
        taken.AddRange(snapshot.Malloc.Heaps.Select(each => each.Range));
        taken.AddRange((snapshot.JvmState?.Ranges ?? []).Select(range => range.Range));
        if (snapshot.JvmState?.Heap is { } heap)
            taken.Add(heap);
        taken.Sort((a, b) => a.Start.CompareTo(b.Start));
        IEnumerable<AddressRange> anonymous = snapshot.Mappings
            .Where(mapping => AnonymousMemory.Is(mapping) && mapping.IsWritablePrivate).Select(mapping => mapping.Range);
        foreach (AddressRange range in RangeSet.Without(anonymous, taken))
            places.Add(new RootPlace(RootKind.Other, "", range));
    }
}
