using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>Targets of other users, in namespaces and roots of their own, and on other allocators: each leak is found with its line, and nothing is left.</summary>
public class ProbeElsewhereTests
{
    const string Jdk17 = "/usr/lib/jvm/java-17-openjdk-amd64", Jdk25 = "/usr/lib/jvm/temurin-25-jdk-amd64";
    const string Nobody = "as='setpriv --reuid=65534 --regid=65534 --clear-groups'";
    const string OwnTmp = "mount -t tmpfs -o mode=1777 tmpfs /tmp; ";

    [RequiresTheory("root", "unshare", "setpriv", Jdk17)]
    [InlineData("another user", Nobody, false)]
    [InlineData("another user, with a root that is read-only", OwnTmp + "mount -o remount,bind,ro /; " + Nobody, false)]
    [InlineData("another user in namespaces of its own", OwnTmp + Nobody, true)]
    [InlineData("a user without any right", "as='setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --no-new-privs'", true)]
    [InlineData("root without rights", "as='setpriv --bounding-set=-all --inh-caps=-all'", false)]
    [InlineData("a root by chroot", "root=/srv; mount --bind / $root; mount -t tmpfs tmpfs $root/tmp; mount --bind /dev $root/dev; mount -t proc proc $root/proc; mount --bind /mnt $root/mnt; as=\"chroot $root\"", true)]
    public void In_17(string kind, string arrangement, bool ownPids)
    {
        Assert.NotEmpty(kind);
        using LeakingJvm jvm = LeakingJvm.Within(17, arrangement, ownPids);
        Find(jvm);
    }

    [RequiresFact("root", "unshare", "setpriv", Jdk25)]
    public void In_25()
    {
        using LeakingJvm jvm = LeakingJvm.Within(25, OwnTmp + Nobody, ownPids: true);
        Find(jvm);
    }

    [RequiresTheory("root", "unshare", Jdk17)]
    [InlineData(17, "kill")]
    [InlineData(25, "kill")]
    [InlineData(17, "refuse")]
    public void Under_a_filter_of_calls(int feature, string answer)
    {
        using LeakingJvm jvm = LeakingJvm.Within(feature, $"as='{CPrograms.Compiled("filtered")} {answer}'");
        Assert.Contains("Seccomp:\t2", File.ReadAllText($"/proc/{jvm.Id}/status"), StringComparison.Ordinal);
        Find(jvm);
        Assert.True(jvm.IsAlive);
    }

    [RequiresFact("root", "unshare", Jdk17)]
    public void Under_a_filter_without_a_place_for_the_table()
    {
        const string small = "mount -t tmpfs -o size=1m,mode=1777 tmpfs ";
        using LeakingJvm jvm = LeakingJvm.Within(17,
            $"{small} /dev/shm; cp {CPrograms.Compiled("filtered")} /dev/shm/filtered; {small} /run; {small} /var/tmp; {small} /tmp; as='/dev/shm/filtered kill'");
        Assert.Equal("probe-no-file", ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, ProbeOptions.Ordinary).Gap?.Id);
        jvm.Tell("keep 1 1000");
    }

    [RequiresTheory("root", "unshare", Jdk17)]
    [InlineData(17, Allocators.Jemalloc)]
    [InlineData(25, Allocators.Jemalloc)]
    [InlineData(17, Allocators.Tcmalloc)]
    [InlineData(25, Allocators.Tcmalloc)]
    [InlineData(17, Allocators.Mimalloc)]
    public void Under_another_allocator(int feature, string allocator)
    {
        Assert.True(File.Exists(allocator), $"{allocator} is not installed");
        using LeakingJvm jvm = LeakingJvm.Within(feature, $"as='env LD_PRELOAD={allocator}'");
        Assert.Contains(Path.GetFileName(allocator), File.ReadAllText($"/proc/{jvm.Id}/maps"), StringComparison.Ordinal);
        Find(jvm);
    }

    static void Find(LeakingJvm jvm)
    {
        const int count = 2003, size = 104_729;
        Result<ProbeSession> begun = ProbeSession.Begin(JvmProcess.Of(jvm.Id).Value, new ProbeOptions(new Bytes(65536), Budget: 1_000_000_000));
        Assert.True(begun.Ok, begun.Gap?.ToString());
        using (ProbeSession session = begun.Value)
        {
            jvm.Tell(string.Create(CultureInfo.InvariantCulture, $"keep {count} {size}"));
            session.Renew();
            AllocationProfile profile = session.Read(TimeSpan.Zero, new Dictionary<int, string>());
            TraceSummary most = TraceSummary.Of(profile, FramePattern.Of("keepBlocks"))[0];
            Assert.Equal($"fathomtest.Leaks.keepBlocks (Leaks.java:{ProbeSessionTests.LineOfKeep})", most.Java);
            Assert.Contains("libjvm.so", most.Native, StringComparison.Ordinal);
            Assert.InRange(most.Bytes, 0.9 * count * size, 1.1 * count * size);
        }
        Assert.Null(ProbeTable.Find(JvmProcess.Of(jvm.Id).Value));
        Assert.Empty(Directory.EnumerateFiles($"/proc/{jvm.Id}/root/tmp", $".fathom-probe-{JvmProcess.Of(jvm.Id).Value.NamespacePid}-*"));
        jvm.Tell("free");
    }
}
