using System.CommandLine;
using Fathom.Cli.Commands;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Probe;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Cli;

/// <summary>What is left of a run for its answer, and what fathom has to say by its exit code where the program says nothing.</summary>
public class RunOutcomeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("-q")]
    public void A_profile_without_what_was_asked_for_is_told_of(string option)
    {
        RunOutcome outcome = Of(option, ProfileColumn.AllocatedBytes);

        Assert.Equal("profile-no-column", Assert.Single(outcome.Answer.Gaps).Id);
        Assert.Equal(ExitCode.CannotTell, outcome.ExitCode);
        Assert.Null(Assert.Single(outcome.Answer.Processes).Trace);
    }

    [Fact]
    public void One_with_it_is_the_answer()
    {
        RunOutcome outcome = Of("", ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes);

        Assert.Empty(outcome.Answer.Gaps);
        Assert.Equal((ExitCode.Fine, "orders.jar (4242)"), (outcome.ExitCode, Assert.Single(outcome.Answer.Processes).Trace?.Name));
    }

    [Theory]
    [InlineData("-o flames.svg", "run-no-profile", ExitCode.CannotTell)]
    [InlineData("-o answer.json", null, ExitCode.Fine)]
    [InlineData("-o answer.txt", null, ExitCode.Fine)]
    public void Where_nothing_was_sampled_there_is_no_profile_to_write(string option, string? gap, int exitCode)
    {
        RunOutcome outcome = RunOutcome.Of(Choice(option), [], [], TimeSpan.FromSeconds(1));

        Assert.Equal((gap, exitCode), (outcome.Answer.Gaps.SingleOrDefault()?.Id, outcome.ExitCode));
    }

    static RunOutcome Of(string option, params ProfileColumn[] columns)
    {
        ProfileBuilder builder = new(columns.Length);
        builder.Sample(builder.StackOf([builder.Frame(new ProfileFrame(0x1000, builder.Texts.Add("inflate"), builder.Texts.Add("libz.so"), 0x10))]), [.. columns.Select(_ => 1L)]);
        AllocationProfile profile = builder.Done("orders.jar (4242)", "trace", columns, ProfileSampling.All);
        TraceFigures figures = new(TimeSpan.FromSeconds(1), TimeSpan.Zero, new Bytes(1)) { Samples = 1, TargetLives = true };
        return RunOutcome.Of(Choice(option), [new ProcessTrace(new Target { Pid = 4242 }, "orders.jar (4242)", profile, figures)], [], TimeSpan.FromSeconds(1));
    }

    static RunChoice Choice(string options)
    {
        Command command = new("run");
        RunArguments arguments = new(command);
        return arguments.Of(command.Parse([.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", "java"]));
    }
}
