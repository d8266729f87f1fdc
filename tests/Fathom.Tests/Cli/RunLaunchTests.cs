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
    public void A_launcher_of_java_is_told_before_all_its_options(string command, string expected)
    {
        RunLaunch launch = Of(command);

        Assert.Equal(expected.Replace("+", Passing, StringComparison.Ordinal), string.Join(' ', launch.Command));
        Assert.Empty(launch.Environment);
    }

    [Theory]
    [InlineData("./start.sh java")]
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
    public void Namespaces_with_the_same_files_are_none() => Assert.False(Of("unshare --net java Main").IsLate);

    static RunLaunch Of(string command) => RunLaunch.Of(command.Split(' '), "/f/probe.so", "/f/preload.so", isPlaced: false, preload: false, nmt: null, _ => null);
}
