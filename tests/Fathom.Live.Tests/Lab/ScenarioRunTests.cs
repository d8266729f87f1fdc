using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab;
using Fathom.Lab.Jdks;
using Fathom.Lab.Running;

namespace Fathom.Live.Tests.Lab;

[Collection("JDK 17")]
public sealed class ScenarioRunTests
{
    static readonly RunRequest Small = RunRequest.Small(Scenarios.All[0]);

    static Jdk Jdk17 => Machine.FindJdk(17)!;

    [JdkFact(17)]
    public void All_four_phases_come_when_asked_for()
    {
        using ScenarioRun run = ScenarioRun.Start(Small with { Collect = true, Drop = true }, Jdk17).Value;

        Assert.Equal(["A", "B", "C", "D"], run.Phases().Select(phase => phase.Value.Name));
    }

    [JdkFact(17)]
    public void After_dispose_the_JVM_is_gone_and_so_are_its_files()
    {
        int pid;
        using (ScenarioRun run = ScenarioRun.Start(Small, Jdk17).Value)
        {
            Assert.True(run.Next().Ok);
            pid = run.Pid;
        }

        string name = pid.ToString(CultureInfo.InvariantCulture);
        Assert.False(Directory.Exists("/proc/" + name));
        Assert.DoesNotContain(Directory.GetDirectories("/tmp", "hsperfdata_*"),
            folder => File.Exists(Path.Combine(folder, name)));
    }

    [JdkFact(17)]
    public void A_JVM_that_does_not_heed_the_end_of_input_is_killed_and_reaped()
    {
        // Stopped, as a debugger or a frozen cgroup would leave it.
        ScenarioRun run = ScenarioRun.Start(Small, Jdk17).Value;
        Assert.True(run.Next().Ok);
        using (Process stop = Process.Start("kill", ["-STOP", run.Pid.ToString(CultureInfo.InvariantCulture)]))
            stop.WaitForExit();

        run.Dispose();

        Assert.False(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{run.Pid}")));
    }

    [JdkFact(17)]
    public void When_fathom_is_killed_the_JVM_ends_by_itself()
    {
        using Process fathom = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "fathom.dll"), "lab", "run", "direct-kept", "--count", "2", "--hold",
                "--jdk", Jdk17.Home])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        // "pid 4242 waits in phase A; …"
        string[] words = fathom.StandardError.ReadLine()!.Split(' ');
        using Process jvm = Process.GetProcessById(int.Parse(words[1], CultureInfo.InvariantCulture));

        fathom.Kill();

        Assert.True(jvm.WaitForExit(TimeSpan.FromSeconds(60)));
    }

    [JdkFact(17)]
    public void A_JVM_that_cannot_start_is_a_gap_with_its_own_words()
    {
        using ScenarioRun run = ScenarioRun.Start(Small with { ExtraFlags = ["-XX:+NoSuchFlag"] }, Jdk17).Value;

        Gap gap = run.Next().Gap!;

        Assert.Equal("scenario-died", gap.Id);
        Assert.Contains("exit code 1", gap.What, StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void A_size_beyond_the_bounds_is_refused_by_the_program()
    {
        using ScenarioRun run = ScenarioRun.Start(Small with { Count = 1_000_000 }, Jdk17).Value;

        Assert.Equal("scenario-died", run.Next().Gap?.Id);
    }

    [JdkFact(17)]
    public void Nobody_outlives_the_time_it_was_given()
    {
        using ScenarioRun run = ScenarioRun.Start(Small with { AtMost = TimeSpan.FromSeconds(1) }, Jdk17).Value;
        Assert.True(run.Next().Ok);

        using Process jvm = Process.GetProcessById(run.Pid);
        Assert.True(jvm.WaitForExit(TimeSpan.FromSeconds(60)));
    }

    [JdkFact(17)]
    public void Classes_are_compiled_once_and_nothing_half_made_stays()
    {
        string first = JavaCompiler.Classes(Jdk17).Value;
        DateTime made = Directory.GetLastWriteTimeUtc(first);

        Assert.Equal(first, JavaCompiler.Classes(Jdk17).Value);
        Assert.Equal(made, Directory.GetLastWriteTimeUtc(first));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(first)!));
    }
}
