using System.Globalization;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>
/// The census of a core, beside one that was looked at and kept: the same programs make the same blocks wherever they lie.
/// FATHOM_UPDATE_GOLDEN=1 keeps the new one instead; the review reads the difference.
/// </summary>
public sealed class GoldenCoreTests : IDisposable
{
    /// <summary>The C library has a few blocks of each kind itself, which differ from build to build.</summary>
    const int Fewest = 10;

    static readonly string Kept = Path.Combine(SourceTree.Root, "tests", "corpus", "census");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc", "gcore")]
    public void Structures_lists_and_tables() => Check("kinds.txt", new CTarget("kinds"));

    [RequiresFact("gcc", "gcore")]
    public void A_library_with_sessions() => Check("opens.txt", new CTarget("opens", CPrograms.Library("sessions"), "211", "1"));

    [RequiresFact("gcc", "gcore", "/usr/lib/x86_64-linux-gnu/liblz4.so.1", "/usr/lib/x86_64-linux-gnu/libzstd.so.1")]
    public void Streams_and_contexts() => Check("codecs.txt", new CTarget("codecs", "zlib", "zstd", "lz4"));

    void Check(string name, CTarget started)
    {
        using CTarget target = started;
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture);
        Outside.Run("gcore", "-o", _folder.At("core"), pid);

        Answer answer = Answer.Of("census", _folder.At("core." + pid), "--json");

        string file = Path.Combine(Kept, name);
        string[] lines = [.. CensusRow.All(answer.Json).Where(row => row.Count >= Fewest).Select(Line)];
        if (Environment.GetEnvironmentVariable("FATHOM_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Kept);
            File.WriteAllLines(file, lines);
        }
        Assert.Equal(File.ReadAllLines(file), lines);
        Assert.Equal(0, answer.ExitCode);
    }

    /// <summary>Without bytes where they are of a library's build.</summary>
    static string Line(CensusRow row) => row.Owner is { } owner && owner.Contains(".so.", StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"{row.Count,8}             -  {row.Owner} | {row.Structure} ({row.Reachable ?? "-"} {row.From})")
        : row.ToString();
}
