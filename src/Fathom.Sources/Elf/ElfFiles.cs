using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Elf;

/// <summary>
/// Finds the best readable form of a mapped image. A path proves nothing: a package update puts another file there
/// while the process runs on. A file counts as the mapped one if device and inode are those of the mapping, or, where
/// a file system shows others to stat than to maps (overlayfs, btrfs) and in a core, which has none, if its build-id
/// is the one in memory.
/// </summary>
/// <param name="roots">Where to look for a path: the target's root, then ours, which a chroot's paths are seen from.</param>
/// <param name="mapFiles">Null for a core.</param>
public sealed class ElfFiles(IReadOnlyList<TargetRoot> roots, MapFiles? mapFiles, IMemory memory)
{
    /// <param name="image">The mappings of one image, lowest first.</param>
    public Result<ElfSource> Open(IReadOnlyList<Mapping> image)
    {
        var refused = new List<Gap>();
        Mapping first = image[0];
        Result<ElfImage> loaded = ElfImage.Open(new LoadedBytes(memory, first.Range.Start, first.Name + " (memory)"));
        if (!first.IsDeleted)
        {
            foreach (TargetRoot root in roots)
            {
                if (Accept(root.Open(first.Name), ElfOrigin.File, first, loaded, refused) is { } source)
                    return source;
            }
        }
        if (mapFiles is not null
            && Accept(mapFiles.Open(first), ElfOrigin.MapFiles, first, loaded, refused) is { } mapped)
        {
            return mapped;
        }
        return loaded.Gap is { } gap ? gap : new ElfSource(loaded.Value, ElfOrigin.Memory, refused, null);
    }

    static ElfSource? Accept(
        Result<RegularFile> opened, ElfOrigin origin, Mapping mapping, Result<ElfImage> loaded, List<Gap> refused)
    {
        if (opened.Gap is { } gap)
        {
            refused.Add(gap);
            return null;
        }
        RegularFile file = opened.Value;
        Result<ElfImage> image = ElfImage.Open(new FileBytes(file));
        if (image.Ok && IsMapped(file, image.Value, mapping, loaded))
            return new ElfSource(image.Value, origin, refused, file);
        refused.Add(image.Gap ?? Gaps.MappedFileReplaced.At(file.Place));
        file.Dispose();
        return null;
    }

    static bool IsMapped(RegularFile file, ElfImage image, Mapping mapping, Result<ElfImage> loaded)
    {
        if (mapping.Inode != 0 && file.Inode == mapping.Inode && file.Device == mapping.Device)
            return true;
        return loaded.Then(l => l.BuildId).Or(null) is { } inMemory && image.BuildId.Or(null) == inMemory;
    }
}
