namespace Fathom.Live.Tests.Lab;

// One collection a JDK: its tests run one after another, and two cores serve both.
[Collection("JDK 17")]
public sealed class ScenariosOnJdk17Tests
{
    public static TheoryData<string, string> EachVariant => GroundTruth.EachVariant(Machine.FindJdk(17));

    [JdkTheory(17)]
    [MemberData(nameof(EachVariant))]
    public void A_scenario_does_what_it_declares(string id, string variant) =>
        GroundTruth.Check(id, variant, Machine.FindJdk(17)!);
}

[Collection("JDK 25")]
public sealed class ScenariosOnJdk25Tests
{
    public static TheoryData<string, string> EachVariant => GroundTruth.EachVariant(Machine.FindJdk(25));

    [JdkTheory(25)]
    [MemberData(nameof(EachVariant))]
    public void A_scenario_does_what_it_declares(string id, string variant) =>
        GroundTruth.Check(id, variant, Machine.FindJdk(25)!);
}
