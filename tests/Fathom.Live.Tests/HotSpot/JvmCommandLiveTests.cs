using System.Globalization;
using System.Text;
using System.Text.Json;
using Fathom.Cli;
using Fathom.Evidence;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>`fathom jvm` as a user calls it, on one JVM.</summary>
public sealed class JvmCommandLiveTests : IDisposable
{
    readonly IdleJvm? _jvm = Machine.FindJdk(17) is { } jdk ? IdleJvm.Start(jdk) : null;
    readonly MemoryStream _out = new();
    readonly StringWriter _talk = new();

    string Pid => _jvm!.Id.ToString(CultureInfo.InvariantCulture);

    string Out => Encoding.UTF8.GetString(_out.ToArray());

    public void Dispose() => _jvm?.Dispose();

    [JdkFact(17)]
    public void A_small_command_is_priced_on_stderr_and_answered_on_stdout()
    {
        Assert.Equal(ExitCode.Fine, Run("jvm", Pid, "VM.version"));

        Assert.StartsWith("OpenJDK", Out, StringComparison.Ordinal);
        Assert.Contains("act: VM.version in " + Pid, _talk.ToString(), StringComparison.Ordinal);
        Assert.Contains("left behind: the thread \"Attach Listener\"", _talk.ToString(), StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void A_dear_command_is_not_even_begun_without_a_yes()
    {
        Assert.Equal(ExitCode.Usage, Run("jvm", Pid, "GC.class_histogram", "-all"));
        Assert.False(File.Exists(_jvm!.InTmp(".java_pid")));

        Assert.Equal(ExitCode.Usage, Run(() => "n", "jvm", Pid, "Thread.print"));
        Assert.Equal(ExitCode.Fine, Run(() => "y", "jvm", Pid, "Thread.print"));
        Assert.Contains("\"main\"", Out, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Fine, Run("jvm", Pid, "GC.class_histogram", "-all", "--yes"));
        Assert.Contains("java.lang.String", Out, StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void A_command_it_has_not_got_is_told_with_those_it_has()
    {
        Assert.Equal(ExitCode.CannotTell, Run("jvm", Pid, "VM.versio"));

        Assert.Contains("this JVM has no command VM.versio", _talk.ToString(), StringComparison.Ordinal);
        Assert.Contains("VM.version", _talk.ToString(), StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void Objects_are_counted_when_asked_for()
    {
        Assert.Equal(ExitCode.Fine, Run("jvm", Pid, "--objects", "--json"));

        Assert.Contains(Jvm().GetProperty("objects").GetProperty("counts").EnumerateArray(),
            row => row.GetProperty("class").GetString() == "java.lang.Thread");
    }

    [JdkFact(17)]
    public void JSON_holds_counters_or_the_answer()
    {
        Assert.Equal(ExitCode.Fine, Run("jvm", Pid, "--json"));
        Assert.True(Jvm().GetProperty("spaces").GetArrayLength() > 2);

        _out.SetLength(0);
        Assert.Equal(ExitCode.Fine, Run("jvm", Pid, "VM.uptime", "--json"));
        Assert.EndsWith(" s\n", Jvm().GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void Rows_come_as_asked_for()
    {
        Assert.Equal(ExitCode.Fine, Run("jvm", Pid, "--every", "10ms", "--count", "3", "--columns", "gc"));

        Assert.Equal(4, Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("S0C", Out.TrimStart(), StringComparison.Ordinal);
    }

    JsonElement Jvm() => JsonDocument.Parse(_out.ToArray()).RootElement.GetProperty("jvm");

    int Run(params string[] arguments) => Run(null, arguments);

    int Run(Func<string?>? hear, params string[] arguments)
    {
        using Session session = new(_out, _talk) { Hear = hear };
        return Program.Run(arguments, session);
    }
}
