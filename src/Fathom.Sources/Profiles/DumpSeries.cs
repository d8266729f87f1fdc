using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.Profiles;

/// <summary>Dumps in the order in which they were made.</summary>
public static class DumpSeries
{
    /// <summary>By the numbers in their names, where all of them are of one program; else as they were given.</summary>
    public static IReadOnlyList<string> InTime(IReadOnlyList<string> paths, ICollection<Gap> gaps)
    {
        if (paths.Count < 2)
            return paths;
        DumpName[] names = [.. paths.Select(DumpName.Of)];
        DumpName other = Array.Find(names, name => name.Pid != names[0].Pid || name.Prefix != names[0].Prefix);
        if (Array.Exists(names, name => name.Sequence is null) || other != default)
        {
            gaps.Add(other != default && other.Sequence is not null && names[0].Sequence is not null
                ? Gaps.ProfileProcesses.At(paths[0], null, Word(names[0]), Word(other)) : Gaps.ProfileOrderGuessed.At(paths[0]));
            return paths;
        }
        int[] order = [.. Enumerable.Range(0, paths.Count)];
        Array.Sort(order, (one, two) => names[one].Sequence!.Value.CompareTo(names[two].Sequence!.Value) is not 0 and var by ? by : one.CompareTo(two));
        return [.. order.Select(at => paths[at])];
    }

    static string Word(DumpName name) =>
        name.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $"{name.Prefix} of pid {pid}") : name.Prefix;
}
