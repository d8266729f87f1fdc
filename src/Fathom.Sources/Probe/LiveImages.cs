using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>The libraries of a running process, again and again: what is unloaded stays known, as stacks still name it.</summary>
sealed class LiveImages : IDisposable
{
    /// <summary>A JVM may load and unload a library of a new name all the time; each that is known holds a descriptor.</summary>
    internal const int MostUnloaded = 256;

    readonly int _pid;
    readonly DirectoryFiles _files;
    readonly LiveMemory _memory;
    readonly ElfFiles _elf;
    readonly List<TargetRoot> _roots = [];
    readonly Dictionary<ImageIdentity, ElfSource> _open = [];
    IReadOnlyList<Mapping> _mappings = [];

    public LiveImages(int pid)
    {
        _pid = pid;
        _files = DirectoryFiles.OfProcess(pid);
        _memory = new LiveMemory(pid, new Pace());
        foreach (Result<TargetRoot> root in new[] { TargetRoot.Of(pid), TargetRoot.OpenAt("/") })
        {
            if (root.Ok)
                _roots.Add(root.Value);
        }
        _elf = new ElfFiles(_roots, new MapFiles(pid), _memory);
    }

    /// <summary>Of the target's memory, so far.</summary>
    public Bytes Read => _memory.BytesRead;

    /// <summary>At this moment.</summary>
    public IReadOnlyList<LoadedImage> Loaded { get; private set; } = [];

    /// <summary>With those that were unloaded last, as long as nothing else lies there.</summary>
    public IReadOnlyList<LoadedImage> All { get; private set; } = [];

    public Address? MainStackEnd => _mappings.FirstOrDefault(mapping => mapping.Name == "[stack]")?.Range.End;

    /// <summary>True where a library came or went.</summary>
    public bool Renew() => Take(Look());

    /// <summary>What is mapped now; nothing of a process that has ended. In any thread.</summary>
    public IReadOnlyList<Mapping> Look() =>
        _files.Read("maps", Limits.ProcFileBytes).Try(out byte[]? text, out _) ? MapsText.Parse(text, _files.Place + "/maps").Value : [];

    /// <summary>True where a library came or went.</summary>
    public bool Take(IReadOnlyList<Mapping> mappings)
    {
        // One that is about to end has none any more.
        if (mappings.Count == 0 || Same(mappings, _mappings))
            return false;
        _mappings = mappings;
        Loaded = LoadedImages.Find(mappings, _memory, []);
        All = [.. Loaded, .. All.Where(before => !Loaded.Any(image => image.Range.Overlaps(before.Range))).Take(MostUnloaded)];
        Forget();
        return true;
    }

    public Result<ElfImage> Open(LoadedImage image) => OpenSource(image).Then<ElfImage>(source => source.Image);

    /// <summary>The image, and the file that it was read from.</summary>
    public Result<ElfSource> OpenSource(LoadedImage image)
    {
        if (_open.TryGetValue(image.Identity, out ElfSource? known))
            return known;
        int first = MappingTable.IndexOf(_mappings, image.Range.Start);
        // Of one that was unloaded nothing is mapped there, or somebody else.
        Mapping[] own = first < 0 || _mappings[first].Inode != image.Inode || _mappings[first].Device != image.Device ? []
            : [.. _mappings.Skip(first).TakeWhile(mapping => mapping.Range.Start < image.Range.End).Where(mapping => mapping.Name == image.Name)];
        if (own.Length == 0)
            return Gaps.ElfNotElf.At(image.Name);
        if (!_elf.Open(own).Try(out ElfSource? source, out Gap? gap))
            return gap;
        _open[image.Identity] = source;
        return source;
    }

    /// <summary>What libjvm says of itself; its objects are read anew each time.</summary>
    public Result<Vm> OpenVm(JvmProcess jvm)
    {
        string library = JvmBuilds.Library(_mappings) ?? "";
        Snapshot snapshot = new() { TakenAt = default, Target = new Target { Pid = jvm.Pid }, Cost = Cost.None, Mappings = _mappings, Images = All };
        if (!VmSymbols.Open(snapshot, library, _pid, _memory).Try(out VmSymbols? symbols, out Gap? gap))
            return gap;
        using (symbols)
        {
            VmMemory words = new(_memory);
            return VmTables.Read(symbols, words) is { } tables ? new Vm(tables, words) : Gaps.VmTablesAbsent.At(library);
        }
    }

    public void Dispose()
    {
        foreach (ElfSource source in _open.Values)
            source.Dispose();
        _roots.ForEach(root => root.Dispose());
    }

    void Forget()
    {
        HashSet<ImageIdentity> known = [.. All.Select(image => image.Identity)];
        foreach ((ImageIdentity image, ElfSource source) in _open)
        {
            if (known.Contains(image))
                continue;
            source.Dispose();
            _open.Remove(image);
        }
    }

    /// <summary>Only code counts, and of which file it is: heaps and stacks come and go all the time.</summary>
    static bool Same(IReadOnlyList<Mapping> now, IReadOnlyList<Mapping> before) => Code(now).SequenceEqual(Code(before));

    static IEnumerable<(ImageIdentity, ulong)> Code(IReadOnlyList<Mapping> mappings) =>
        from mapping in mappings
        where mapping.IsFile && (mapping.Access & Access.Execute) != 0
        select (new ImageIdentity(mapping.Range.Start, mapping.Name, mapping.Device, mapping.Inode), mapping.Offset);
}
