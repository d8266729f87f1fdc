using Fathom.Evidence.Malloc;

namespace Fathom.Live.Tests.Glibc;

/// <summary>What a trim would return, against what it does return, by the kernel's own count.</summary>
[Collection("roots")]
public sealed class TrimTests
{
    const string Blocks = "40000";

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("5")]
    [InlineData("10")]
    [InlineData("50")]
    public void A_trim_returns_what_was_foretold(string kept) => Check(CTarget.At(CPrograms.Compiled("trims"), Blocks, kept));

    [RootFact("bullseye")]
    public void On_glibc_2_31() => Check(CTarget.At(CPrograms.With(Machine.Root("bullseye"), "trims"), Blocks, "10"));

    [RootFact("trixie")]
    public void On_glibc_2_41() => Check(CTarget.At(CPrograms.With(Machine.Root("trixie"), "trims"), Blocks, "10"));

    [RootFact("sid")]
    public void On_the_newest_glibc() => Check(CTarget.At(CPrograms.With(Machine.Root("sid"), "trims"), Blocks, "10"));

    static void Check(CTarget started)
    {
        using CTarget target = started;
        MallocState before = MallocSays.Walk(target.Pid);

        target.GoOn();

        Assert.Equal(target.Number("before") - target.Number("after"), before.Resident.Trimmable.Value);
        MallocState after = MallocSays.Walk(target.Pid);
        Assert.Equal(0, after.Resident.Trimmable.Value);
        Assert.Equal(before.InUse, after.InUse);
    }
}
