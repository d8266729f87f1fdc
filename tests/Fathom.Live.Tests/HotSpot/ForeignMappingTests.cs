using System.Globalization;
using Fathom.Evidence;
using Fathom.Live.Tests.Accounting;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>What a native library takes from the kernel is nobody's: no part of the JVM may claim it.</summary>
[Collection("JDK 25")]
public sealed class ForeignMappingTests
{
    public static TheoryData<int, string> Jvms => new()
    {
        { 17, "-XX:+UseZGC" }, { 25, "-XX:+UseParallelGC" },
    };

    [JdkTheory(25)]
    [MemberData(nameof(Jvms))]
    public void Memory_of_a_foreign_library_stays_unexplained(int feature, string collector)
    {
        using TemporaryFolder folder = new();
        string library = folder.At("libagent.so"), said = folder.At("said");
        Outside.Run("gcc", "-shared", "-fPIC", "-o", library, folder.Write("agent.c", CPrograms.Text("agent.c")));
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(feature)!, collector, $"-agentpath:{library}={said}");
        NmtJudge.Region[] foreign = [.. File.ReadLines(said).Select(line => new NmtJudge.Region(
            new AddressRange(Hex(line.Split(' ')[0]), Hex(line.Split(' ')[1])), "foreign"))];
        Assert.Equal(4, foreign.Length);

        Snapshot snapshot = LiveLook.At(jvm.Id, new LookOptions()).Value;

        Assert.Equal(foreign.Sum(each => each.Range.Length.Value), NmtJudge.UnexplainedIn(snapshot, foreign).Value);
    }

    static Address Hex(string text) => new(ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
