using System.Text;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Sources.Profiles;

/// <summary>Profiles that real tools wrote (tests/profiles.sh), and what their own readers say of them.</summary>
static class SavedProfiles
{
    static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "corpus", "profiles");

    internal static string At(string name) => Path.Combine(Folder, name);

    internal static byte[] Read(string name) => File.ReadAllBytes(At(name));

    internal static AllocationProfile Profile(string name) => Of(Read(name), name).Value;

    internal static Parsed<AllocationProfile> Of(byte[] bytes, string place = "f") => ProfileFiles.Read(new MemoryStream(bytes), place).Value;

    internal static AllocationProfile Of(string text) => Of(Encoding.UTF8.GetBytes(text)).Value;

    /// <summary>"Total: 142473577 B" of jeprof and google-pprof with --show_bytes.</summary>
    internal static long TotalSaid(string name) =>
        long.Parse(Regex.Match(File.ReadAllText(At(name)), @"^Total: (\d+)", RegexOptions.Multiline).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    internal static ProfileReport Report(ProfileQuestion question, params AllocationProfile[] profiles)
    {
        ProfileReport report = new(question);
        foreach (AllocationProfile profile in profiles)
            Assert.Null(report.Add(profile));
        return report;
    }

    internal static Dictionary<string, (long Flat, long Cumulative)> Rows(ProfileReport report) =>
        CallTable.Rows(report.Forest, report.Now, report.Before)
            .ToDictionary(row => report.Forest.Labels[row.Label], row => ((long)Math.Round(row.FlatChange), (long)Math.Round(row.CumulativeChange)));
}
