namespace Fathom.Evidence;

/// <summary>An answer of the doctor that somebody kept (`fathom PID -o old.json`). Null is: it did not say.</summary>
public sealed record EarlierAnswer
{
    public DateTimeOffset? TakenAt { get; init; }

    public int? Pid { get; init; }

    /// <summary>The main class or jar.</summary>
    public string? Main { get; init; }

    /// <summary>Owners were told by memory, not only by the names of mappings in saved files.</summary>
    public bool HasMemory { get; init; } = true;

    public Bytes? Resident { get; init; }

    public Bytes? InUse { get; init; }

    public Bytes? Free { get; init; }

    public IReadOnlyDictionary<string, Bytes> Accounts { get; init; } = new Dictionary<string, Bytes>();

    public IReadOnlyList<EarlierBlocks> Census { get; init; } = [];

    public IReadOnlyList<EarlierFinding> Findings { get; init; } = [];
}

/// <summary>A row of its census.</summary>
public sealed record EarlierBlocks(string? Owner, string Structure, long Count, Bytes Bytes);

/// <summary>A finding of it.</summary>
public sealed record EarlierFinding(string Rule, string Title, Bytes Bytes);
