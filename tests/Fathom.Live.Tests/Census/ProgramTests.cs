namespace Fathom.Live.Tests.Census;

/// <summary>A program that cannot run here is missed aloud.</summary>
public sealed class TruthProgramsTests
{
    [AllTruth]
    public void Every_program_can_run_here() => Assert.Empty(Truth.Reasons);
}

sealed class AllTruthAttribute : FactAttribute
{
    public AllTruthAttribute() => Skip = Truth.Reasons.Count > 0 ? string.Join("; ", Truth.Reasons) : null;
}

/// <summary>Malloc has what each program says it made, and nothing that it dropped was collected.</summary>
[Collection("JDK 17")]
public sealed class Truth17Tests
{
    public static TheoryData<string> Programs => Truth.ProgramsThemselves;

    public static TheoryData<string> Collectors => new(Truth.Collectors);

    [TruthOnJdk(17)]
    [MemberData(nameof(Programs))]
    public void The_program_holds_what_it_says(string program) => ProgramJudge.Check(Machine.FindJdk(17)!, Truth.Named(program));

    [TruthOnJdk(17)]
    [MemberData(nameof(Collectors))]
    public void The_program_holds_what_it_says_on_every_collector(string flag) => ProgramJudge.Check(Machine.FindJdk(17)!, StreamTruth.Half, flag);
}

[Collection("JDK 25")]
public sealed class Truth25Tests
{
    public static TheoryData<string> Programs => Truth.ProgramsThemselves;

    public static TheoryData<string> Collectors => new(Truth.Collectors.Append("-XX:+UseCompactObjectHeaders"));

    [TruthOnJdk(25)]
    [MemberData(nameof(Programs))]
    public void The_program_holds_what_it_says(string program) => ProgramJudge.Check(Machine.FindJdk(25)!, Truth.Named(program));

    [TruthOnJdk(25)]
    [MemberData(nameof(Collectors))]
    public void The_program_holds_what_it_says_on_every_collector(string flag) => ProgramJudge.Check(Machine.FindJdk(25)!, StreamTruth.Half, flag);
}

[Collection("roots")]
public sealed class TruthInRootsTests
{
    public static TheoryData<string> Programs => Truth.ProgramsInRoots;

    [TruthInRoot("sid")]
    [MemberData(nameof(Programs))]
    public void The_program_holds_what_it_says_on_JDK_8(string program) => ProgramJudge.Check(Machine.Root("sid"), Truth.Named(program));

    [TruthInRoot("bullseye")]
    [MemberData(nameof(Programs))]
    public void The_program_holds_what_it_says_on_JDK_11(string program) => ProgramJudge.Check(Machine.Root("bullseye"), Truth.Named(program));

    [TruthInRoot("trixie")]
    [MemberData(nameof(Programs))]
    public void The_program_holds_what_it_says_on_JDK_21(string program) => ProgramJudge.Check(Machine.Root("trixie"), Truth.Named(program));
}
