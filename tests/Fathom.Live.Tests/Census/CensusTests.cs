namespace Fathom.Live.Tests.Census;

/// <summary>The census of each program says what the program holds, who holds it, and no more.</summary>
[Collection("JDK 17")]
public sealed class Census17Tests
{
    public static TheoryData<string> Programs => Truth.Programs;

    public static TheoryData<string> Collectors => new(Truth.Collectors);

    [TruthOnJdk(17)]
    [MemberData(nameof(Programs))]
    public void The_census_says_what_it_holds(string program) => CensusJudge.Check(Machine.FindJdk(17)!, Truth.Named(program));

    [TruthOnJdk(17)]
    [MemberData(nameof(Collectors))]
    public void The_census_says_what_it_holds_on_every_collector(string flag) => CensusJudge.Check(Machine.FindJdk(17)!, StreamTruth.Half, flag);
}

[Collection("JDK 25")]
public sealed class Census25Tests
{
    public static TheoryData<string> Programs => Truth.Programs;

    public static TheoryData<string> Collectors => new(Truth.Collectors.Append("-XX:+UseCompactObjectHeaders"));

    [TruthOnJdk(25)]
    [MemberData(nameof(Programs))]
    public void The_census_says_what_it_holds(string program) => CensusJudge.Check(Machine.FindJdk(25)!, Truth.Named(program));

    [TruthOnJdk(25)]
    [MemberData(nameof(Collectors))]
    public void The_census_says_what_it_holds_on_every_collector(string flag) => CensusJudge.Check(Machine.FindJdk(25)!, StreamTruth.Half, flag);
}

[Collection("roots")]
public sealed class CensusInRootsTests
{
    public static TheoryData<string> Programs => Truth.ProgramsInRoots;

    [TruthInRoot("sid")]
    [MemberData(nameof(Programs))]
    public void The_census_says_what_it_holds_on_JDK_8(string program) => CensusJudge.Check(Machine.Root("sid"), Truth.Named(program));

    [TruthInRoot("bullseye")]
    [MemberData(nameof(Programs))]
    public void The_census_says_what_it_holds_on_JDK_11(string program) => CensusJudge.Check(Machine.Root("bullseye"), Truth.Named(program));

    [TruthInRoot("trixie")]
    [MemberData(nameof(Programs))]
    public void The_census_says_what_it_holds_on_JDK_21(string program) => CensusJudge.Check(Machine.Root("trixie"), Truth.Named(program));

    [TruthInRoot("trixie")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseZGC", "-XX:+ZGenerational")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void The_census_says_what_it_holds_on_collectors_of_JDK_21(params string[] flags) =>
        CensusJudge.Check(Machine.Root("trixie"), StreamTruth.Half, flags);

    [TruthInRoot("bullseye")]
    [InlineData("-XX:+UseZGC")]
    [InlineData("-XX:+UseShenandoahGC")]
    public void The_census_says_what_it_holds_on_collectors_of_JDK_11(string flag) =>
        CensusJudge.Check(Machine.Root("bullseye"), StreamTruth.Half, "-XX:+UnlockExperimentalVMOptions", flag);

    [TruthInRoot("bullseye")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    public void The_census_says_what_it_holds_on_CMS_of_JDK_11(params string[] flags) =>
        CensusJudge.Check(Machine.Root("bullseye"), StreamTruth.Half, flags);

    [TruthInRoot("sid")]
    [InlineData("-XX:+UseConcMarkSweepGC")]
    [InlineData("-XX:+UseConcMarkSweepGC", "-XX:-UseCompressedOops")]
    public void The_census_says_what_it_holds_on_CMS_of_JDK_8(params string[] flags) =>
        CensusJudge.Check(Machine.Root("sid"), StreamTruth.Half, flags);
}
