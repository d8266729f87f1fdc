using System.Globalization;

namespace Fathom.Evidence;

/// <summary>What an answer is about: a running process, a core of one, or files somebody saved.</summary>
public sealed record Target
{
    /// <summary>Null for files.</summary>
    public int? Pid { get; init; }

    public CommandLine Command { get; init; } = new("", "");

    /// <summary>Null where no JVM is in it, or none can be seen.</summary>
    public JvmBuild? Jvm { get; init; }

    public TimeSpan? Uptime { get; init; }

    /// <summary>The files looked at, in place of a process.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What to give a command that shall look at the same once more.</summary>
    public string Named => Pid?.ToString(CultureInfo.InvariantCulture) ?? string.Join(' ', Files);
}

/// <summary>Which JVM it is.</summary>
public sealed record JvmBuild(string? Name, string? Version, string Library);
