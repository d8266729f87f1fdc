using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Jdks;

/// <summary>A Java of this machine.</summary>
/// <param name="Home">The folder that holds bin/java.</param>
/// <param name="JavaVersion">As its release file says (17.0.15), else as its folder's name does.</param>
public sealed record Jdk(string Home, string JavaVersion) : IJvmPlace
{
    public string Java => Path.Combine(Home, "bin", "java");

    public string Javac => Path.Combine(Home, "bin", "javac");

    public bool HasCompiler => File.Exists(Javac);

    /// <summary>8, 11, 17 …; 0 where nothing tells.</summary>
    public int Feature => FeatureOf(JavaVersion);

    public static Result<Jdk> At(string folder)
    {
        string home = Path.GetFullPath(folder);
        if (!File.Exists(Path.Combine(home, "bin", "java")))
            return Gaps.NotAJdk.At(folder);
        return new Jdk(home, VersionIn(home));
    }

    public IReadOnlyList<string> Start(string classes, IReadOnlyList<string> arguments) =>
        [Java, "-cp", classes, .. arguments];

    /// <summary>1.8.0_504 is 8; 17.0.15 is 17; java-8-openjdk-amd64 is 8.</summary>
    public static int FeatureOf(string version)
    {
        string digits = version.StartsWith("1.", StringComparison.Ordinal) ? version[2..] : version;
        int end = digits.AsSpan().IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> number = end < 0 ? digits : digits.AsSpan(0, end);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int feature) ? feature : 0;
    }

    static string VersionIn(string home)
    {
        const string Key = "JAVA_VERSION=\"";
        string release = Path.Combine(home, "release");
        if (File.Exists(release))
            foreach (string line in File.ReadLines(release).Take(100))
                if (line.StartsWith(Key, StringComparison.Ordinal))
                    return line[Key.Length..].TrimEnd('"');
        // Debian's JDK 8 has no release file; its folder is java-8-openjdk-amd64.
        return Path.GetFileName(home).Split('-').FirstOrDefault(part => FeatureOf(part) > 0, "unknown");
    }
}
