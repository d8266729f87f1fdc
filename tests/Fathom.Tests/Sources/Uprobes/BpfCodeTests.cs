using Fathom.Evidence;
using Fathom.Sources.Uprobes;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Tests.Sources.Uprobes;

/// <summary>Words as the kernel's own examples have them (samples/bpf, tools/include/linux/filter.h).</summary>
public class BpfCodeTests
{
    [Fact]
    public void Instructions_are_words()
    {
        BpfCode code = new();
        code.Move(BpfRegister.R0, 0); // BPF_MOV64_IMM(BPF_REG_0, 0)
        code.Move(BpfRegister.R6, BpfRegister.R1);
        code.Load(BpfRegister.R2, BpfRegister.R6, 112); // BPF_LDX_MEM(BPF_DW, BPF_REG_2, BPF_REG_6, 112)
        code.Store(BpfRegister.Frame, -8, BpfRegister.R2);
        code.Plus(BpfRegister.R2, -8);
        code.Call(BpfFunction.Thread);
        code.Exit();

        Assert.Equal([0xB7, 0x16BF, 0x0070_6279, 0xFFF8_2A7B, 0xFFFF_FFF8_0000_0207, 0x0000_000E_0000_0085, 0x95], code.Words());
    }

    [Fact]
    public void A_wide_number_takes_two_and_a_jump_counts_from_the_next()
    {
        BpfCode code = new();
        code.Mark("back");
        code.Move(BpfRegister.R1, 0x1122_3344_5566_7788UL);
        code.GoIf(BpfRegister.R0, BpfTest.Equal, 0, "on");
        code.Go("back");
        code.Mark("on");
        code.Exit();

        Assert.Equal([0x5566_7788_0000_0118, 0x1122_3344_0000_0000, 0x0001_0015, 0xFFFC_0005, 0x95], code.Words());
    }

    [Fact]
    public void Every_jump_of_the_programs_has_its_place()
    {
        using SafeFileHandle none = new(3, ownsHandle: false);
        SamplingPrograms programs = new(none, none, none, none, new PidSpace(4, 7), 65536);

        foreach (AllocatorCall call in Enum.GetValues<AllocatorCall>())
        {
            ulong[] words = programs.Enter(call, new AddressRange(new Address(4096), new Address(8192))).Words();
            Assert.Equal(0x95UL, words[^1]);
            if (call != AllocatorCall.Free)
                Assert.Equal(0x95UL, programs.Return(call).Words()[^1]);
            Assert.InRange(words.Length, 10, 4096);
        }
    }
}
