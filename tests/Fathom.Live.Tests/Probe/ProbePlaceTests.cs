using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>Containers in which little or nothing may be written, or what is written may not be run.</summary>
public class ProbePlaceTests
{
    const string NoPrograms = "mount -t tmpfs -o mode=1777,noexec tmpfs ";
    const string Rest = "mount -o remount,bind,ro /";

    // Whatever else this machine has mounted is read-only, too.
    const string NoPlaceForPrograms = "while read -r _ point type _; do mount -o remount,bind,ro \"$point\" 2>/dev/null || :; done </proc/mounts; "
        + NoPrograms + "/tmp; " + NoPrograms + "/dev/shm";

    [RequiresTheory("root", "unshare", "/usr/lib/jvm/java-17-openjdk-amd64")]
    [InlineData("a /tmp without programs", NoPrograms + "/tmp", "/dev/shm/")]
    [InlineData("a /tmp that is full", "mount -t tmpfs -o mode=1777,size=4k tmpfs /tmp; head -c 4096 /dev/zero >/tmp/full", "/dev/shm/")]
    [InlineData("a root that is read-only", NoPrograms + "/tmp; " + NoPrograms + "/dev/shm; mount -t tmpfs -o mode=755 tmpfs /run; " + Rest, "/run/")]
    [InlineData("a volume of its own alone", NoPrograms + "/tmp; " + NoPrograms + "/dev/shm; " + NoPrograms + "/run; mount -t tmpfs tmpfs /srv; " + Rest, "/srv/")]
    [InlineData("a folder in which anybody may rename", NoPrograms + "/tmp; mount -t tmpfs -o mode=777 tmpfs /dev/shm; " + Rest + "; cd /run; mount -t tmpfs tmpfs /run", "/run/")]
    public void It_finds_a_place_in(string kind, string arrangement, string place)
    {
        Assert.NotEmpty(kind);
        using LeakingJvm jvm = LeakingJvm.Within(17, arrangement);
        for (int session = 0; session < 2; session++)
        {
            Trace(jvm);
            Assert.Single(Images(jvm), image => image.StartsWith(place, StringComparison.Ordinal));
            Assert.Empty(Directory.EnumerateFiles($"/proc/{jvm.Id}/root{place}", $".fathom-probe-{jvm.Id}-*"));
        }
    }

    [RequiresFact("root", "unshare", "/usr/lib/jvm/java-17-openjdk-amd64")]
    public void Where_there_is_none_its_own_memory_is_loaded_once()
    {
        using LeakingJvm jvm = LeakingJvm.Within(17, NoPlaceForPrograms);
        for (int session = 0; session < 3; session++)
        {
            Trace(jvm);
            Assert.StartsWith("/memfd:fathom-code-", Assert.Single(Images(jvm)), StringComparison.Ordinal);
        }
    }

    [RequiresFact("root", "unshare", "/usr/lib/jvm/java-17-openjdk-amd64")]
    public void Where_even_that_is_out_of_sight_it_says_what_it_tried()
    {
        using LeakingJvm jvm = LeakingJvm.Within(17, NoPlaceForPrograms, ownPids: true);

        Gap refused = ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, ProbeOptions.Ordinary).Gap!;

        Assert.Equal("probe-no-place", refused.Id);
        Assert.Contains("/tmp noexec", refused.What, StringComparison.Ordinal);
        Assert.Contains("/dev/shm noexec", refused.What, StringComparison.Ordinal);
        Assert.Empty(Images(jvm));
        jvm.Tell("pass 10 1009");
    }

    static void Trace(LeakingJvm jvm)
    {
        Result<ProbeSession> begun = ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, new ProbeOptions(new Bytes(65536), Budget: 1_000_000_000));
        Assert.True(begun.Ok, begun.Gap?.ToString());
        using ProbeSession session = begun.Value;
        jvm.Tell("pass 1009 104729");
        Assert.InRange(session.Table[ProbeCounter.Samples], 500, 5000);
    }

    /// <summary>Names of the probe's code in the target.</summary>
    static string[] Images(LeakingJvm jvm) =>
        [.. File.ReadLines($"/proc/{jvm.Id}/maps").Where(line => line.Contains("r-xp", StringComparison.Ordinal) && line.Contains("fathom-", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/')..]).Distinct()];
}
