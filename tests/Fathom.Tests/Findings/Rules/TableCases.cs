using Fathom.Accounting.Census;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Findings;

namespace Fathom.Tests.Findings.Rules;

/// <summary>2.5 million interned strings on JDK 17: 24 MiB of references, 76 MiB of nodes.</summary>
static class TableRows
{
    internal static readonly CensusRow References = new()
    {
        Owner = "libjvm.so",
        Structure = "JNI or VM reference block",
        SizeClasses = [new Bytes(144), new Bytes(640)],
        Count = 39_068,
    };

    internal static readonly CensusRow Nodes = new()
    {
        Structure = "blocks of 32 B: unknown data",
        SizeClasses = [new Bytes(32)],
        Confidence = Fathom.Accounting.Confidence.Possible,
        Count = 2_500_000,
    };

    internal static Observed With(string table, long entries) => Observed.Idle.Jvm(jvm => jvm with { Tables = [new TableStats(table) { Entries = entries, Buckets = 524_288 }] });

    internal static Observed Version(this Observed observed, string version, string? collector = null) =>
        observed.Jvm(jvm => jvm with { Build = ("OpenJDK", version), Collector = collector });
}

sealed class StringsInternedCases : IRuleCases
{
    public string Rule => "FTH042";

    public IEnumerable<Case> Fires =>
    [
        TableRows.With("StringTable", 2_500_045).Census(TableRows.References, 24).Census(TableRows.Nodes, 76).Case(),
        Observed.Idle.Version("11.0.24+8").Census(TableRows.References, 24).Census(TableRows.Nodes, 76).Case(),
        Pasted.Texts(64).Jvm(jvm => jvm with { Tables = [new TableStats("StringTable") { Entries = 1_500_219, Buckets = 65_536 }] }).Case(),
    ];

    /// <summary>Without many entries those blocks are JNI's references; and JDK 8 has another table.</summary>
    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        TableRows.With("StringTable", 40_000).Census(TableRows.References, 24).Census(TableRows.Nodes, 76).Case(),
        Observed.Idle.Version("11.0.24+8").Census(TableRows.Nodes, 76).Case(),
        Observed.Idle.Version("11.0.24+8").Census(TableRows.References, 24).Census(TableRows.Nodes with { Count = 900_000 }, 27).Case(),
        TableRows.With("StringTable", 2_500_045).Version("1.8.0_504-b08").Census(TableRows.References, 24).Case(),
        Pasted.Texts(64).Jvm(jvm => jvm with { Tables = [new TableStats("StringTable") { Entries = 40_000, Buckets = 65_536 }] }).Case(),
    ];
}

sealed class NamesGeneratedCases : IRuleCases
{
    public string Rule => "FTH043";

    public IEnumerable<Case> Fires =>
    [
        TableRows.With("StringTable", 2_500_045).Version("1.8.0_144-b01", "G1").Case(),
        TableRows.With("StringTable", 2_500_045).Version("1.8.0_504-b08", "Parallel").Case(),
        TableRows.With("SymbolTable", 4_000_000).Case(),
    ];

    public IEnumerable<Case> Silent =>
    [
        Observed.Idle.Case(),
        TableRows.With("StringTable", 2_500_045).Version("17.0.15+6").Case(),
        TableRows.With("SymbolTable", 600_000).On("java/heap/old", 600).Case(),
    ];
}

public class NamesGeneratedTests
{
    [Theory]
    [InlineData("1.8.0_144-b01", "G1", "8u144 with G1 has JDK-8180048")]
    [InlineData("1.8.0_144-b01", "Parallel", "but only G1 shows it")]
    [InlineData("1.8.0_504-b08", "G1", "8u504 has the fix")]
    public void It_says_whether_this_version_loses_entries(string version, string collector, string said)
    {
        Finding finding = Assert.IsType<Finding>(new Fathom.Findings.Rules.NamesGenerated().Judge(TableRows.With("StringTable", 2_500_045).Version(version, collector).Case()));
        Assert.Contains(finding.Evidence, line => line.Contains(said, StringComparison.Ordinal));
    }
}
