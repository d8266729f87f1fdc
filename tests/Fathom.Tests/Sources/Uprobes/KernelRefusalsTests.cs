using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Uprobes;

public class KernelRefusalsTests
{
    [Theory]
    [InlineData("6.10.11-2-MANJARO", false)]
    [InlineData("6.11.0-9-generic", true)]
    [InlineData("6.13.2", true)]
    [InlineData("6.14.0-rc2", false)]
    [InlineData("6.18.44-fc-v657", false)]
    [InlineData("5.10.0-28-amd64", false)]
    [InlineData("", false)]
    public void Which_kernels_may_end_a_filtered_target(string release, bool may) => Assert.Equal(may, KernelVersion.FiltersReturns(release) is not null);
}
