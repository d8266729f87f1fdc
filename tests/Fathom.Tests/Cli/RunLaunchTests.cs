using Fathom.Cli.Commands;

namespace Fathom.Tests.Cli;

/// <summary>Where the word for the JVM goes: onto the command line, or into the environment.</summary>
public class RunLaunchTests
{
    const string Agent = "-agentpath:/f/probe.so=open,meet,start", Passing = Agent + ",pass";

    [Theory]
    [InlineData("java -cp x Main", "java + -cp x Main")]
    [InlineData("java -jar a.jar -Xmx1g", "java + -jar a.jar -Xmx1g")]
    [InlineData("java @args Main", "java + @args Main")]
    [InlineData("/opt/jdk/bin/java -version", "/opt/jdk/bin/java + -version")]
    [InlineData("env -i A=b java Main", "env -i A=b java + Main")]
    [InlineData("nice -n 5 timeout 10 java Main", "nice -n 5 timeout 10 java + Main")]
    [InlineData("sudo -u java /usr/bin/java Main java", "sudo -u java /usr/bin/java + Main java")]
    [InlineData("/usr/bin/nohup ./jdk/bin/java Main", "/usr/bin/nohup ./jdk/bin/java + Main")]
    [InlineData("nohup -- java Main", "nohup -- java + Main")]
    [InlineData("env - X=java JAVA_HOME=/opt/java java Main", "env - X=java JAVA_HOME=/opt/java java + Main")]
    [InlineData("env -uJAVA_HOME --chdir /opt/java --unset=X java Main", "env -uJAVA_HOME --chdir /opt/java --unset=X java + Main")]
    [InlineData("nice -5 java Main", "nice -5 java + Main")]
    [InlineData("nice --adjustment 5 java Main", "nice --adjustment 5 java + Main")]
    [InlineData("ionice -c2 -n 0 java Main", "ionice -c2 -n 0 java + Main")]
    [InlineData("taskset -c 0 java Main", "taskset -c 0 java + Main")]
    [InlineData("taskset -ac 0-3 java Main", "taskset -ac 0-3 java + Main")]
    [InlineData("timeout -k 5s --signal=INT 10m java Main", "timeout -k 5s --signal=INT 10m java + Main")]
    [InlineData("setsid --wait java Main", "setsid --wait java + Main")]
    [InlineData("stdbuf -oL -e 0 java Main", "stdbuf -oL -e 0 java + Main")]
    [InlineData("chrt -f 10 java Main", "chrt -f 10 java + Main")]
    [InlineData("chrt -o java Main", "chrt -o java + Main")]
    [InlineData("numactl --cpunodebind=0 --membind 0 java Main", "numactl --cpunodebind=0 --membind 0 java + Main")]
    [InlineData("setpriv --reuid=java --init-groups --inh-caps -all java Main", "setpriv --reuid=java --init-groups --inh-caps -all java + Main")]
    [InlineData("sudo -E -Hn X=1 java Main", "sudo -E -Hn X=1 java + Main")]
    [InlineData("sudo env A=b nice -n 5 java Main java", "sudo env A=b nice -n 5 java + Main java")]
    [InlineData("/opt/a=b/java Main", "/opt/a=b/java + Main")]
    public void A_launcher_of_java_is_told_before_all_its_options(string command, string expected)
    {
        RunLaunch launch = Of(command);

        Assert.Equal(expected.Replace("+", Passing, StringComparison.Ordinal), string.Join(' ', launch.Command));
        Assert.Empty(launch.Environment);
    }

    [Theory]
    [InlineData("./start.sh java")]
    [InlineData("./start.sh java -x")]
    [InlineData("nohup ./svc.sh java")]
    [InlineData("env X=1 ./svc.sh java")]
    [InlineData("env X=java ./svc.sh java")]
    [InlineData("taskset -c 0 ./svc.sh java")]
    [InlineData("timeout 10 ./svc.sh java")]
    [InlineData("nice -n 5 tini -- java Main")]
    [InlineData("./env java")]
    [InlineData("env -S java Main")]
    [InlineData("sudo -i java Main")]
    [InlineData("taskset -p 0 java")]
    [InlineData("timeout --no-such-option 10 java Main")]
    [InlineData("numactl --java java Main")]
    [InlineData("timeout 10")]
    [InlineData("env JAVA_HOME=/opt/java")]
    [InlineData("javac Main.java")]
    [InlineData("grep java file")]
    [InlineData("mvn exec:java")]
    [InlineData("sh -c java")]
    [InlineData("env sh -c java java")]
    [InlineData("sudo -u java ./start.sh")]
    public void What_may_start_one_is_told_by_the_environment_and_not_changed(string command)
    {
        RunLaunch launch = Of(command);

        Assert.Equal(command, string.Join(' ', launch.Command));
        Assert.Equal(("JAVA_TOOL_OPTIONS", Agent), (Assert.Single(launch.Environment).Key, launch.Environment["JAVA_TOOL_OPTIONS"]));
    }

    [Fact]
    public void A_script_that_is_called_java_keeps_its_words()
    {
        RunLaunch launch = RunLaunch.Of(["nohup", "/opt/shims/java", "Main"], "/f/probe.so", "/f/preload.so", isPlaced: false, preload: false, nmt: null, _ => null, word => word == "/opt/shims/java");

        Assert.Equal(["nohup", "/opt/shims/java", "Main"], launch.Command);
        Assert.Equal(Agent, launch.Environment["JAVA_TOOL_OPTIONS"]);
    }

    [Fact]
    public void What_is_there_stays()
    {
        Dictionary<string, string> known = new() { ["JAVA_TOOL_OPTIONS"] = "-Da=b", ["LD_PRELOAD"] = "/x/libjemalloc.so.2", ["JDK_JAVA_OPTIONS"] = "-ea" };

        RunLaunch launch = RunLaunch.Of(["./start.sh"], "/f/probe.so", "/f/preload.so", isPlaced: false, preload: true, nmt: "detail", known.GetValueOrDefault);

        Assert.Equal("-Da=b " + Agent, launch.Environment["JAVA_TOOL_OPTIONS"]);
        Assert.Equal("/x/libjemalloc.so.2:/f/preload.so", launch.Environment["LD_PRELOAD"]);
        Assert.Equal("-ea -XX:NativeMemoryTracking=detail", launch.Environment["JDK_JAVA_OPTIONS"]);
    }

    [Fact]
    public void Tracking_is_asked_of_the_launcher_itself()
    {
        RunLaunch launch = RunLaunch.Of(["java", "Main"], "/f/probe.so", "/f/preload.so", isPlaced: false, preload: false, nmt: "summary", _ => null);

        Assert.Equal(["java", Passing, "-XX:NativeMemoryTracking=summary", "Main"], launch.Command);
    }

    /// <summary>A JVM that is told to load what it cannot see does not start.</summary>
    [Theory]
    [InlineData("chroot /srv/root java Main")]
    [InlineData("nice chroot /srv/root java Main")]
    [InlineData("unshare --mount sh -c java")]
    [InlineData("unshare -R /srv/root java Main")]
    [InlineData("docker run image java Main")]
    [InlineData("sudo chroot /srv/root java Main")]
    [InlineData("sudo -R /srv/root java Main")]
    [InlineData("sudo --no-such-option chroot /srv/root java Main")]
    [InlineData("unshare -mn java Main")]
    public void In_another_file_system_nothing_is_told_unless_the_user_says_where(string command)
    {
        RunLaunch launch = Of(command);
        RunLaunch placed = RunLaunch.Of(command.Split(' '), "/f/probe.so", "/f/preload.so", isPlaced: true, preload: false, nmt: null, _ => null);

        Assert.Equal(command, string.Join(' ', launch.Command));
        Assert.Empty(launch.Environment);
        Assert.True(launch.IsLate);
        Assert.False(placed.IsLate);
        Assert.True(placed.Environment.Count + placed.Command.Count > launch.Command.Count);
    }

    [Fact]
    public void Namespaces_with_the_same_files_are_none() =>
        Assert.All(["unshare --net java Main", "unshare -n java -m", "env X=1 java chroot", "./start.sh chroot"], command => Assert.False(Of(command).IsLate));

    static RunLaunch Of(string command) => RunLaunch.Of(command.Split(' '), "/f/probe.so", "/f/preload.so", isPlaced: false, preload: false, nmt: null, _ => null);
}
