namespace Fathom.Evidence;

/// <summary>What a process has open (/proc/PID/fd), by kind. Kinds are of the first that were looked at.</summary>
/// <param name="Count">All of them.</param>
public sealed record OpenFiles(long Count)
{
    public long Looked { get; init; }

    /// <summary>Jar, war and zip files.</summary>
    public long Jars { get; init; }

    /// <summary>… of which the same file is open more than once: what is open beyond the first.</summary>
    public long RepeatedJars { get; init; }

    /// <summary>… that have no name any more.</summary>
    public long DeletedJars { get; init; }

    public long EventPolls { get; init; }

    public long EventCounters { get; init; }

    public long Sockets { get; init; }

    public long Pipes { get; init; }

    /// <summary>Files of any kind without a name: their space is in use for as long as they are open.</summary>
    public long Deleted { get; init; }

    public bool IsPart => Looked < Count;
}
