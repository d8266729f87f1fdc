using Fathom.Evidence;

namespace Fathom.Sources.Memory;

/// <summary>
/// Where else a page of a shared mapping is seen: every mapping of a file shows the same page. ZGC of JDK 11 to 20 maps
/// the heap three times (gc/z/zPhysicalMemory.cpp), and a pointer may name a view that nobody has touched since the
/// last collection turned to it.
/// </summary>
sealed class SharedPages(IReadOnlyList<Mapping> mappings)
{
    // Three views of ZGC; a heap in pieces has more mappings between.
    const int MostBetween = 64;

    readonly Dictionary<(Device, ulong), Mapping[]> _byFile = [];

    public IEnumerable<Address> Of(Mapping mapping, Address at)
    {
        ulong offset = unchecked(mapping.Offset + (ulong)(at - mapping.Range.Start));
        Mapping[] views = Views(mapping);
        int index = LastUpTo(views, offset);
        for (int i = index; i >= 0 && i > index - MostBetween; i--)
        {
            Mapping view = views[i];
            if (view != mapping && offset - view.Offset < (ulong)view.Range.Length.Value)
                yield return view.Range.Start + (long)(offset - view.Offset);
        }
    }

    static int LastUpTo(Mapping[] views, ulong offset)
    {
        int low = 0, high = views.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = views[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }
        return low - 1;
    }

    Mapping[] Views(Mapping mapping)
    {
        (Device, ulong) file = (mapping.Device, mapping.Inode);
        if (!_byFile.TryGetValue(file, out Mapping[]? views))
        {
            _byFile[file] = views = mapping.Inode == 0 || mapping.MayBeDevice ? [] :
            [
                .. mappings.Where(each => (each.Access & Access.Shared) != 0 && each.Inode == mapping.Inode && each.Device == mapping.Device)
                    .OrderBy(each => each.Offset),
            ];
        }
        return views;
    }
}
