using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Elf;

/// <summary>Where the bytes of an image came from, best first: a file has symbols that memory has not.</summary>
public enum ElfOrigin
{
    /// <summary>The file at the mapping's path, proved to be the mapped one.</summary>
    File,

    /// <summary>/proc/PID/map_files.</summary>
    MapFiles,

    /// <summary>The target's memory: exported symbols only.</summary>
    Memory,
}

/// <summary>An open image.</summary>
/// <param name="Refused">Why better origins were not used.</param>
public sealed record ElfSource(ElfImage Image, ElfOrigin Origin, IReadOnlyList<Gap> Refused, RegularFile? File)
    : IDisposable
{
    public void Dispose() => File?.Dispose();
}
