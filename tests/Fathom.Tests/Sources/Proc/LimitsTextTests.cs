using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class LimitsTextTests
{
    const string Real = """
        Limit                     Soft Limit           Hard Limit           Units     
        Max cpu time              unlimited            unlimited            seconds   
        Max data size             unlimited            unlimited            bytes     
        Max stack size            8388608              unlimited            bytes     
        Max processes             96234                96234                processes 
        Max open files            1024                 1048576              files     
        Max locked memory         65536                65536                bytes     
        Max address space         2147483648           unlimited            bytes     
        """;

    [Fact]
    public void The_soft_limit_counts_and_unlimited_is_none()
    {
        ProcessLimits limits = LimitsText.Parse(System.Text.Encoding.UTF8.GetBytes(Real));

        Assert.Equal(new ProcessLimits
        {
            AddressSpace = new Bytes(2_147_483_648),
            Stack = Bytes.FromMiB(8),
            LockedMemory = Bytes.FromKiB(64),
            Processes = 96_234,
            OpenFiles = 1024,
        }, limits);
    }

    [Fact]
    public void Damaged_text_is_met_without_an_exception() => Fuzz.Everywhere(Real, text => LimitsText.Parse(text));
}
