using Fathom.Evidence;

namespace Fathom.Sources.Files;

/// <summary>What a case was read from, as it was read, in that order: read again it makes the same case.</summary>
/// <param name="Place">How messages call all of it.</param>
/// <param name="Folder">The folder of /proc files among it; null where none was given.</param>
public sealed record GivenFiles(string Place, IReadOnlyList<string> Paths, DateTimeOffset TakenAt, string? Folder)
{
    public IReadOnlyList<GivenFile> Entries { get; init; } = [];
}

/// <param name="Place">The file as messages call it; within a packed one with the name it has in there.</param>
/// <param name="Name">Of a file of the kernel's its name there, of a log its form; else empty.</param>
public sealed record GivenFile(GivenKind Kind, string Place, string Name)
{
    /// <summary>Unpacked and unwrapped; null for what has no text, and for a log: that is opened.</summary>
    public byte[]? Text { get; init; }

    /// <summary>Of a log: its plain text from the beginning, as far as it was read; null where the file is gone.</summary>
    public Func<Stream?>? Open { get; init; }

    /// <summary>What was to be told in its place, or of it.</summary>
    public Gap? Gap { get; init; }

    public bool HasText => Kind is GivenKind.Text or GivenKind.KernelFile or GivenKind.Log || (Kind == GivenKind.FolderFile && Gap is null);
}

public enum GivenKind
{
    /// <summary>Nothing that could be read: a gap stands for it.</summary>
    Gap,

    Text,

    /// <summary>A file of /proc or of a cgroup, by its name.</summary>
    KernelFile,

    /// <summary>The same in the folder of the process: read by its name when it is needed.</summary>
    FolderFile,

    /// <summary>So long that it was followed, not held.</summary>
    Log,
}
