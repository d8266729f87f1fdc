using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Comparison;

/// <summary>One of two states: a look, an answer or a report, as figures that can be set beside others of their kind.</summary>
/// <param name="Place">The pid or the file.</param>
public sealed record Side(string Place, Target Target, IReadOnlyDictionary<DiffBy, IReadOnlyList<Measure>> Tables)
{
    /// <summary>Behind "sleep" or "bash" the first argument is no main class. Empty where nobody says.</summary>
    public string Program => Target.Jvm is null && Target.Command.Program.Length > 0 ? Target.Command.Program : Target.Command.Main;

    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>RSS, where it says so.</summary>
    public Bytes? Resident { get; init; }

    /// <summary>What its figures are rounded to.</summary>
    public Bytes Step { get; init; } = new(1);

    /// <summary>Owners were told by memory too, not by the names of mappings alone: accounts of the two kinds say different things.</summary>
    public bool HasMemory { get; init; } = true;

    /// <summary>Which value of a profile its bytes are: inuse_space; null where it has none.</summary>
    public string? ProfileValue { get; init; }

    /// <summary>What the sum of a profile may be off by, being drawn from samples.</summary>
    public Bytes ProfileError { get; init; }

    /// <summary>Which dump of which series a profile is.</summary>
    public ProfileDump? Dump { get; init; }

    /// <summary>Which moment of what it is, in words; empty where its time and place say all.</summary>
    public string Moment { get; init; } = "";

    /// <summary>What made the stand-ins for its names, so that two can be told apart; null where names are as they were.</summary>
    public string? StandIns { get; init; }

    public IReadOnlyList<Gap> Gaps { get; init; } = [];

    public Cost Cost { get; init; } = Cost.None;

    /// <summary>Two processes, as far as both say which they are of.</summary>
    public bool IsOther(Side than) => Target.Pid is { } one && than.Target.Pid is { } two && one != two
        || Target.Command.Main is { Length: > 0 } mine && than.Target.Command.Main is { Length: > 0 } other && mine != other;
}
