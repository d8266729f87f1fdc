using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;
using Fathom.Sources.HotSpot;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>The counters of idle JVMs beside what their own jstat prints.</summary>
public sealed class PerfDataLiveTests
{
    [Theory]
    [OnJdk(17, "-XX:+UseG1GC")]
    [OnJdk(17, "-XX:+UseSerialGC")]
    [OnJdk(17, "-XX:+UseParallelGC")]
    [OnJdk(25, "-XX:+UseG1GC")]
    [OnJdk(25, "-XX:+UseZGC")]
    public void Columns_are_those_of_jstat(int feature, string collector)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        using IdleJvm jvm = IdleJvm.Start(jdk, collector);
        string id = jvm.Id.ToString(CultureInfo.InvariantCulture);

        Compare(jvm, option => Outside.Run(Path.Combine(jdk.Home, "bin", "jstat"), option, id));
    }

    [Theory]
    [InRoot("sid")]
    [InRoot("bullseye")]
    [InRoot("trixie")]
    public void Columns_in_a_container_are_those_of_its_own_jstat(string suite)
    {
        RootFs root = Machine.Root(suite);
        using IdleJvm jvm = IdleJvm.Start(root, [], "-XX:+UseParallelGC");
        string id = jvm.Id.ToString(CultureInfo.InvariantCulture);

        Compare(jvm, option => Outside.Run("nsenter", "-t", id, "-m", "-p", "-r", "-w", root.JavaHome + "/bin/jstat", option, "1"));
    }

    [JdkTheory(17)]
    [InlineData("-XX:-UsePerfData")]
    [InlineData("-XX:+PerfDisableSharedMem")]
    public void Where_there_is_no_file_that_is_said(string option)
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.FindJdk(17)!, option);

        Assert.Equal("perf-data-absent", PerfDataFile.Read(jvm.Process).Gap?.Id);
    }

    static void Compare(IdleJvm jvm, Func<string, string> jstat)
    {
        string gc = jstat("-gc"), gcUtil = jstat("-gcutil");

        PerfData data = PerfDataFile.Read(jvm.Process).Value;

        Assert.Equal(Words(gc), Words(JstatColumns.Gc(data), data));
        Assert.Equal(Words(gcUtil), Words(JstatColumns.GcUtil(data), data));
        Assert.True(GcCounters.Of(data).Spaces.Count > 0);
    }

    static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    static string[] Words(IReadOnlyList<JstatColumn> columns, PerfData data) =>
        [.. columns.Select(column => column.Title), .. columns.Select(column => column.Show(data))];
}
