using System.Globalization;
using System.Net.Sockets;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>Real JVMs, asked and refused.</summary>
public sealed class AttachLiveTests
{
    static Jdk Jdk17 => Machine.FindJdk(17)!;

    [Theory]
    [OnJdk(17)]
    [OnJdk(25)]
    public void A_JVM_answers_twice_and_nothing_of_ours_stays_in_tmp(int feature)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        using IdleJvm jvm = IdleJvm.Start(jdk);

        string first = jvm.Ask("VM.version").Value, second = jvm.Ask("VM.version").Value;

        Assert.Contains(jdk.JavaVersion, first, StringComparison.Ordinal);
        Assert.Equal(first, second);
        Assert.True(jvm.LeftNoTrigger);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    [Theory]
    [OnJdk(17)]
    [OnJdk(25)]
    public void One_that_is_still_starting_is_waited_for_and_lives(int feature)
    {
        Jdk jdk = Machine.FindJdk(feature)!;
        using IdleJvm jvm = IdleJvm.Unready([], jdk);

        Assert.Contains("JDK", jvm.Ask("VM.version").Value, StringComparison.Ordinal);
        Assert.Equal(["ready", "pong"], jvm.Ready().Printed());
    }

    [JdkFact(25)]
    public void A_line_of_2000_bytes_is_taken_by_JDK_25_and_not_sent_to_17()
    {
        using IdleJvm young = IdleJvm.Start(Machine.FindJdk(25)!), old = IdleJvm.Start(Jdk17);
        string line = "help " + new string('x', 2000);

        Assert.Contains("Help unavailable", young.Ask(line).Value, StringComparison.Ordinal);
        Assert.Equal("command-too-long", old.Ask(line).Gap?.Id);
    }

    [JdkFact(17, "root")]
    public void As_root_another_users_JVM_is_asked_and_no_other_thread_changes_its_user()
    {
        using IdleJvm jvm = IdleJvm.StartAs(IdleJvm.AsNobody, Jdk17);
        using CancellationTokenSource over = new();
        Task<int> most = Task.Run(() => MostThreadsAsNobody(over.Token));

        for (int i = 0; i < 200; i++)
            Assert.Null(jvm.Ask("VM.uptime").Gap);
        over.Cancel();

        Assert.InRange(most.Result, 0, 1);
        Assert.Equal(0, ThreadsAsNobody());
        Assert.True(jvm.LeftNoTrigger);
    }

    [RootFact("sid")]
    public void JDK_8_in_a_container_answers_root_though_it_takes_its_own_user_only()
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root("sid"), IdleJvm.AsNobody);

        Assert.Equal(1, jvm.Process.NamespacePid);
        Assert.Contains("JDK 8", jvm.Ask("VM.version").Value, StringComparison.Ordinal);
        Assert.Contains("\"main\"", jvm.Ask("threaddump").Value, StringComparison.Ordinal);
        Assert.True(jvm.LeftNoTrigger);
    }

    [RootFact("bullseye")]
    public void JDK_11_in_a_container_answers() => AnswersIn("bullseye", "JDK 11");

    [RootFact("trixie")]
    public void JDK_21_in_a_container_answers() => AnswersIn("trixie", "JDK 21");

    [JdkTheory(17)]
    [InlineData("-Xrs")]
    [InlineData("-XX:-UsePerfData")]
    [InlineData("-XX:+PerfDisableSharedMem")]
    public void Options_that_hide_signals_or_counters_do_not_matter(string option)
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17, option);

        Assert.True(jvm.Ask("VM.version").Ok);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    [JdkTheory(17)]
    [InlineData("-XX:+UsePerfData")]
    [InlineData("-XX:-UsePerfData")]
    [InlineData("-XX:+PerfDisableSharedMem")]
    public void One_that_lets_nobody_attach_is_not_signalled(string counters)
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17, "-XX:+DisableAttachMechanism", counters);

        Assert.Equal("attach-disabled", jvm.Ask("VM.version").Gap?.Id);
        Assert.True(jvm.LeftNoTrigger);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    [JdkFact(17)]
    public void With_Xrs_and_the_socket_gone_the_signal_that_would_kill_it_is_not_sent()
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17, "-Xrs");
        File.Delete(jvm.InTmp(".java_pid"));

        // Young as it is, it might be starting: then it is waited for, and not signalled either.
        string? gap = jvm.Ask("VM.version", new() { Listen = TimeSpan.FromMilliseconds(50) }).Gap?.Id;

        Assert.Contains(gap, (string[])["attach-starting", "attach-signal-uncaught"]);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    [JdkFact(17)]
    public void One_that_is_stopped_is_told_to_be_and_answers_when_it_goes_on()
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17);
        jvm.Signal("STOP");
        SpinWait.SpinUntil(() => jvm.Ask("VM.version").Gap?.Id == "attach-stopped", TimeSpan.FromSeconds(10));
        Assert.Equal("attach-stopped", jvm.Ask("VM.version").Gap?.Id);

        jvm.Signal("CONT");
        SpinWait.SpinUntil(() => jvm.Ask("VM.version").Ok, TimeSpan.FromSeconds(10));

        Assert.True(jvm.Ask("VM.version").Ok);
    }

    [JdkFact(17)]
    public void A_socket_that_somebody_else_listens_at_is_not_talked_to()
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17);
        using Socket planted = Planted(jvm);

        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), jvm.Ask("VM.version").Gap?.What, StringComparison.Ordinal);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    [JdkFact(17, "root")]
    public void A_socket_of_another_users_is_not_talked_to()
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17);
        using Socket planted = Planted(jvm);
        Outside.Run("chown", "65534", jvm.InTmp(".java_pid"));

        Assert.Contains("65534", jvm.Ask("VM.version").Gap?.What, StringComparison.Ordinal);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    [JdkFact(17, "root")]
    public void A_socket_that_roots_JVM_left_under_the_same_pid_is_told()
    {
        using IdleJvm jvm = IdleJvm.StartAs(IdleJvm.AsNobody, Jdk17);
        using Socket left = Planted(jvm);

        Gap gap = jvm.Ask("VM.version").Gap!;
        Assert.Equal((Gaps.AttachPlanted.Id, "EACCES"), (gap.Id, gap.Errno));
        Assert.Contains("user 0 owns it", gap.What, StringComparison.Ordinal);
    }

    static Socket Planted(IdleJvm jvm)
    {
        Socket planted = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        planted.Bind(new UnixDomainSocketEndPoint(jvm.InTmp(".java_pid")));
        File.SetUnixFileMode(jvm.InTmp(".java_pid"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        planted.Listen();
        return planted;
    }

    [JdkFact(17)]
    public void A_link_in_the_sockets_place_is_not_followed()
    {
        using IdleJvm jvm = IdleJvm.Start(Jdk17), other = IdleJvm.Start(Jdk17);
        Assert.True(other.Ask("VM.version").Ok);
        File.CreateSymbolicLink(jvm.InTmp(".java_pid"), "/tmp/" + Path.GetFileName(other.InTmp(".java_pid")));

        Assert.Contains("a symbolic link", jvm.Ask("VM.version").Gap?.What, StringComparison.Ordinal);
        Assert.Equal(["ready", "pong"], jvm.Printed());
    }

    static void AnswersIn(string suite, string version)
    {
        using IdleJvm jvm = IdleJvm.Start(Machine.Root(suite), []);

        Assert.Contains(version, jvm.Ask("VM.version").Value, StringComparison.Ordinal);
        Assert.True(jvm.LeftNoTrigger);
    }

    static int MostThreadsAsNobody(CancellationToken over)
    {
        int most = 0;
        while (!over.IsCancellationRequested)
            most = Math.Max(most, ThreadsAsNobody());
        return most;
    }

    static int ThreadsAsNobody() => Directory.GetDirectories("/proc/self/task").Count(IsNobody);

    /// <summary>A thread that has ended is nobody's.</summary>
    static bool IsNobody(string task)
    {
        try
        {
            return File.ReadLines(task + "/status").Any(line => line.StartsWith("Uid:\t0\t65534", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
