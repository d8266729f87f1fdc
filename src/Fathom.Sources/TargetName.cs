using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources;

/// <summary>
/// What a user called TARGET: digits are a pid; with a slash or ending in .fathom a file or folder; else a part of
/// exactly one JVM's main class, jar, unit, container id or pod; where no JVM matches, a file or folder of that name.
/// </summary>
public static class TargetName
{
    public static Result<TargetPlace> Resolve(string name)
    {
        if (name == "-")
            return new TargetPlace(null, name);
        if (name.Length > 0 && name.All(char.IsAsciiDigit))
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                ? new TargetPlace(pid, null)
                : Gaps.NoSuchProcess.At("/proc", null, name);
        if (name.Contains('/') || name.EndsWith(".fathom", StringComparison.Ordinal))
            return OfPath(name) ?? (Result<TargetPlace>)Gaps.NoSuchFile.At(name, "ENOENT", name);
        return ByName(name);
    }

    /// <summary>Several words are files of one case, whatever they are called.</summary>
    public static Result<TargetPlace> Resolve(IReadOnlyList<string> names)
    {
        if (names is [var only])
            return Resolve(only);
        foreach (string name in names)
        {
            if (name != "-" && !Path.Exists(name))
                return Gaps.NoSuchFile.At(name, "ENOENT", name);
        }
        return new TargetPlace(null, names[0]) { Files = names };
    }

    static Result<TargetPlace> ByName(string name)
    {
        JvmSummary[] matches = [.. JvmList.Find(new LookOptions()).Where(jvm => Matches(jvm, name))];
        return matches.Length switch
        {
            1 => new TargetPlace(matches[0].Target.Pid, null),
            0 => OfPath(name) ?? (Result<TargetPlace>)Gaps.NoSuchTarget.At("/proc", null, name),
            _ => Ambiguous(name, matches),
        };
    }

    public static Gap Ambiguous(string name, IEnumerable<JvmSummary> jvms) =>
        Gaps.AmbiguousTarget.At("/proc", null, name, string.Join(", ", jvms.Select(Candidate)));

    internal static bool Matches(JvmSummary jvm, string part) =>
        // An empty name is a variable that somebody forgot to set, and part of everything.
        part.Length > 0 && (Has(jvm.Target.Command.Main, part) || Has(jvm.Names.Unit, part) || Has(jvm.Names.HostName, part)
        || (part.Length >= 4 && jvm.Names.ContainerId?.StartsWith(part, StringComparison.OrdinalIgnoreCase) == true));

    static bool Has(string? name, string part) => name?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    static string Candidate(JvmSummary jvm) =>
        string.Create(CultureInfo.InvariantCulture, $"{jvm.Target.Pid} {jvm.Target.Command.Main}");

    static TargetPlace? OfPath(string path) => Path.Exists(path) ? new TargetPlace(null, path) : null;
}

/// <summary>Where the evidence is: a pid or a path, one of the two.</summary>
/// <param name="Path">"-" is what is piped in; of several files the first.</param>
public sealed record TargetPlace(int? Pid, string? Path)
{
    public IReadOnlyList<string> Files { get; init; } = Path is null ? [] : [Path];

    /// <summary>Standard input.</summary>
    public Func<Stream> Input { get; init; } = static () => Stream.Null;
}
