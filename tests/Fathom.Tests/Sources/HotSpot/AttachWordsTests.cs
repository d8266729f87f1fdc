using Fathom.Evidence;
using Fathom.Sources.HotSpot.Attach;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>What is read from words alone: requests, prices, signals, failures.</summary>
public sealed class AttachWordsTests
{
    [Theory]
    [InlineData("VM.flags -all", "jcmd", "VM.flags -all")]
    [InlineData("jcmd VM.flags -all", "jcmd", "VM.flags -all")]
    [InlineData("threaddump -l", "threaddump", "-l")]
    [InlineData("setflag HeapDumpPath /x", "setflag", "HeapDumpPath|/x")]
    public void Words_of_jattach_and_of_jcmd_are_both_understood(string line, string operation, string arguments)
    {
        AttachRequest request = AttachRequest.Of(line.Split(' ')).Value;

        Assert.Equal((operation, arguments), (request.Operation, string.Join('|', request.Arguments)));
    }

    [Theory]
    [InlineData("VM.version\nGC.run")]
    [InlineData("VM.version\0")]
    [InlineData("")]
    public void A_second_command_behind_a_line_break_is_refused(string line) =>
        Assert.Equal("command-has-controls", AttachRequest.Of(line.Length == 0 ? [] : [line]).Gap?.Id);

    [Theory]
    [InlineData("VM.version", false)]
    [InlineData("VM.native_memory", false)]
    [InlineData("VM.native_memory summary scale=MB", false)]
    [InlineData("VM.native_memory detail", true)]
    [InlineData("VM.native_memory baseline", true)]
    [InlineData("VM.metaspace basic", false)]
    [InlineData("VM.metaspace", true)]
    [InlineData("GC.class_histogram -all", true)]
    [InlineData("jcmd  GC.run", true)]
    [InlineData("Thread.print", true)]
    [InlineData("load /tmp/x.so true", true)]
    [InlineData("properties", false)]
    [InlineData("VM.classloader_stats", true)]
    public void What_stops_the_world_or_stays_behind_is_dear(string line, bool dear) =>
        Assert.Equal(dear, Price(line)!.Weight == ActWeight.Dear);

    [Theory]
    [InlineData("GC.class_histogram")]
    [InlineData("GC.class_histogram -all=false")]
    [InlineData("inspectheap")]
    public void A_histogram_of_live_objects_is_told_to_be_a_full_GC(string line) =>
        Assert.Contains("full GC", Price(line)!.Does, StringComparison.Ordinal);

    [Theory]
    [InlineData("X.y\nDo y.\n\nImpact: Low\n", ActWeight.Small)]
    [InlineData("X.y\nDo y.\n\nImpact: High: Depends on y.\n", ActWeight.Dear)]
    [InlineData("X.y\nDo y.\n", ActWeight.Dear)]
    [InlineData("Help unavailable : 'X.y' : No such command\n", ActWeight.Small)]
    [InlineData(null, ActWeight.Small)]
    public void A_command_not_known_here_is_as_dear_as_its_help_says(string? help, ActWeight weight)
    {
        Assert.Null(Price("X.y"));
        Assert.Equal(weight, CommandPrices.ByHelp(help).Weight);
    }

    [Theory]
    [InlineData("SigIgn:\t0000000000000000\nSigCgt:\t2000000181005ccf\n", true)]
    [InlineData("SigIgn:\t0000000000000004\nSigCgt:\t2000000181005ccf\n", false)]
    [InlineData("SigIgn:\t0000000000000000\nSigCgt:\t2000000181005ccb\n", false)]
    [InlineData("SigCgt:\t", false)]
    [InlineData("", false)]
    public void Only_a_signal_that_is_caught_and_not_ignored_is_handled(string status, bool handled) =>
        Assert.Equal(handled, SignalMasks.Parse(System.Text.Encoding.ASCII.GetBytes(status)).Handles(3));

    [Theory]
    [InlineData("java.lang.IllegalArgumentException: Unknown diagnostic command\n", true)]
    [InlineData("java.lang.OutOfMemoryError\n", true)]
    [InlineData("OpenJDK 64-Bit Server VM version 25.0.3\n", false)]
    [InlineData("java.version=25: an Exception\n", false)]
    [InlineData("", false)]
    public void An_exception_in_front_is_a_failure_whatever_the_code(string answer, bool failed) =>
        Assert.Equal(failed, FailureText.In(System.Text.Encoding.UTF8.GetBytes(answer)) is not null);

    static PriceTag? Price(string line) =>
        CommandPrices.Of(AttachRequest.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Value);
}
