using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Sources;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>
/// A collection every 20 ms moves objects under the reader: it may say that it cannot tell, never a wrong figure.
/// FATHOM_SOAK_READS sets how often each JVM is read (bench/soak).
/// </summary>
[Collection("JDK 17")]
public sealed class GcStormTests
{
    static readonly int Reads = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_READS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 25;

    public static TheoryData<int, string> Collectors
    {
        get
        {
            TheoryData<int, string> data = [];
            foreach (string collector in (ReadOnlySpan<string>)["Serial", "Parallel", "G1", "Z", "Shenandoah"])
            {
                data.Add(17, collector);
                data.Add(25, collector);
            }
            return data;
        }
    }

    [JdkTheory(17, 25)]
    [MemberData(nameof(Collectors))]
    public void No_wrong_total_is_accepted_while_objects_move(int feature, string collector)
    {
        using TemporaryFolder folder = new();
        using Process jvm = Start(folder, Machine.FindJdk(feature)!, collector);
        string[] truth = jvm.StandardOutput.ReadLine()!.Split(' ');
        int told = 0;

        for (int i = 0; i < Reads; i++)
        {
            Snapshot snapshot = LiveLook.At(jvm.Id, new LookOptions()).Value;
            if (snapshot.JvmState?.DirectBuffers is not { } buffers)
                continue;
            told++;
            Assert.Equal((truth[1], truth[2]),
                (buffers.Count.ToString(CultureInfo.InvariantCulture), buffers.Capacity.Value.ToString(CultureInfo.InvariantCulture)));
        }

        jvm.StandardInput.Close();
        jvm.WaitForExit();
        Assert.True(told > 0, "not one read was believed");
    }

    static Process Start(TemporaryFolder folder, Jdk jdk, string collector)
    {
        string source = folder.Write("Storm.java", CPrograms.Text("Storm.java"));
        Outside.Run(jdk.Javac, "-nowarn", "-d", folder.Path, source);
        return Process.Start(new ProcessStartInfo(jdk.Java,
            ["-Xmx128m", $"-XX:+Use{collector}GC", "-cp", folder.Path, "fathomtest.Storm"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }
}
