using System.Text;
using System.Text.RegularExpressions;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>Names of the unit, container and host a process runs in, from its cgroup path and its environment.</summary>
static partial class Containers
{
    public static ContainerNames NamesOf(IProcFiles files)
    {
        string cgroups = Encoding.UTF8.GetString(files.Read("cgroup", 64 * 1024).Or([])!);
        // Units nest (user@1000.service holds app.slice/…): the innermost is the one people mean.
        Match? unit = UnitName().Matches(cgroups).LastOrDefault();
        Match container = ContainerId().Match(cgroups);
        return new ContainerNames(
            unit?.Groups[1].Value,
            container.Success ? container.Value : null,
            HostName(files.Read("environ", Limits.CommandLineBytes).Or([])));
    }

    /// <summary>HOSTNAME is the pod's name in Kubernetes. Nothing else of the environment is kept: it holds secrets.</summary>
    static string? HostName(ReadOnlySpan<byte> environment)
    {
        ReadOnlySpan<byte> key = "HOSTNAME="u8;
        while (!environment.IsEmpty)
        {
            int end = environment.IndexOf((byte)0);
            ReadOnlySpan<byte> entry = end < 0 ? environment : environment[..end];
            if (entry.StartsWith(key))
                return Formats.ForeignText.Decode(entry[key.Length..]);
            environment = end < 0 ? [] : environment[(end + 1)..];
        }
        return null;
    }

    [GeneratedRegex(@"/([\w@:.\\-]+\.service)(?=/|\n|$)", RegexOptions.CultureInvariant)]
    private static partial Regex UnitName();

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", RegexOptions.CultureInvariant)]
    private static partial Regex ContainerId();
}
