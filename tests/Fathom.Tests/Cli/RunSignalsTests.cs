using System.Globalization;
using Fathom.Cli.Commands;
using Fathom.Sources.Acts;

namespace Fathom.Tests.Cli;

/// <summary>Signals that come to fathom while it is about to start a program.</summary>
public class RunSignalsTests
{
    [Fact]
    public void One_that_comes_too_early_for_the_program_is_for_it_all_the_same()
    {
        using RunSignals signals = new();
        Assert.False(signals.IsEarly);
        Outside.Run("kill", "-USR2", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.True(SpinWait.SpinUntil(() => signals.IsEarly, TimeSpan.FromSeconds(60)));
        using StartedProgram program = StartedProgram.Start("/bin/sleep", ["600"], []).Value;

        signals.PassTo(program);
        program.WaitForEnd(TimeSpan.FromSeconds(60));

        Assert.Equal(128 + 12, program.ExitCode);
        Assert.False(signals.IsEarly || signals.AreForFathom);
    }
}
