using Fathom.Evidence;

namespace Fathom.Lab.Jdks;

/// <summary>The Javas of this machine: JAVA_HOME, the one on the PATH, then /usr/lib/jvm in order of version.</summary>
public static class JdkFinder
{
    const string DebianFolder = "/usr/lib/jvm";

    /// <summary>The one asked for; else the first that can compile; else the first.</summary>
    public static Result<Jdk> Choose(string? asked)
    {
        if (asked is not null)
            return Jdk.At(asked);
        IReadOnlyList<Jdk> all = All();
        if (all.Count == 0)
            return Gaps.NoJdk.At(DebianFolder);
        return all.FirstOrDefault(jdk => jdk.HasCompiler, all[0]);
    }

    public static IReadOnlyList<Jdk> All()
    {
        IEnumerable<string?> homes =
            [Environment.GetEnvironmentVariable("JAVA_HOME"), OnPath(), .. InDebianFolder()];
        List<Jdk> found = [];
        foreach (string? home in homes)
            if (!string.IsNullOrEmpty(home) && Jdk.At(RealFolder(home)).Or(null) is { } jdk && !found.Contains(jdk))
                found.Add(jdk);
        return found;
    }

    static string? OnPath()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        {
            string java = Path.Combine(folder, "java");
            if (!Path.IsPathRooted(java) || !File.Exists(java))
                continue;
            // /usr/bin/java is a link into the alternatives, and that one into the JDK.
            string real = File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? java;
            string home = Path.GetDirectoryName(Path.GetDirectoryName(real)) ?? "/";
            // JDK 8 keeps the launcher of its JRE in jre/bin.
            return Path.GetFileName(home) == "jre" ? Path.GetDirectoryName(home) : home;
        }
        return null;
    }

    static IEnumerable<string> InDebianFolder() =>
        Directory.Exists(DebianFolder)
            ? Directory.GetDirectories(DebianFolder)
                .Where(folder => new DirectoryInfo(folder).LinkTarget is null)
                .OrderBy(folder => Jdk.At(folder).Or(null)?.Feature ?? 0)
                .ThenBy(folder => folder, StringComparer.Ordinal)
            : [];

    static string RealFolder(string folder) =>
        new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.TrimEnd('/');
}
