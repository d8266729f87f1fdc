using Fathom.Evidence;
using Fathom.Sources.Kernel;
using Fathom.Sources.Uprobes;

namespace Fathom.Tests.Sources.Kernel;

/// <summary>Where the copy of a stack ends, and what the kernel's own chain is believed then.</summary>
public class EventWalkTests
{
    const ulong Native = 0x7000_0000, Caller = 0x7000_1000, Outer = 0x7000_2000, Compiled = 0x1000, Other = 0x2000, Context = unchecked((ulong)-512);

    static readonly LiveMethod Method = new(new Address(0x5000), "shop/Orders", "copy");

    [Fact]
    public void Without_a_JVM_the_chain_goes_on_to_its_end() =>
        Assert.Equal([Native, Caller, Compiled, Outer], Walk(null, Native, [], [Context, Native, Caller, Compiled, Outer], out _));

    [Fact]
    public void Through_libraries_it_goes_on_in_a_JVM_too() =>
        Assert.Equal([Native, Caller, Outer], Walk(new HandMade(), Native, [], [Context, Native, Caller, Outer], out _));

    /// <summary>Compiled code keeps no frame pointers: what the kernel finds behind it may be anything.</summary>
    [Fact]
    public void At_Java_it_ends_with_the_method_that_called()
    {
        ulong[] pcs = Walk(new HandMade(), Native, [], [Context, Native, Caller, Compiled, Outer], out WalkedFrame[] frames);

        Assert.Equal([Native, Caller, 0, 0], pcs);
        Assert.Equal((Method, WalkedFrame.Beyond), (frames[2].Method, frames[3]));
    }

    [Fact]
    public void A_method_whose_frame_was_not_copied_ends_it()
    {
        Walk(new HandMade(), Compiled, [], [Context, Compiled, Caller, Outer], out WalkedFrame[] frames);

        Assert.Equal([Method, null], frames.Select(frame => frame.Method));
        Assert.Equal(WalkedFrame.Beyond, frames[1]);
    }

    [Fact]
    public void Code_of_the_JVM_that_nobody_has_named_ends_it() =>
        Assert.Equal([Other, 0], Walk(new HandMade(), Other, [], [Context, Other, Caller, Outer], out _));

    [Fact]
    public void Noise_ends()
    {
        Random random = new(1009);
        ulong[] places = [Native, Caller, Outer, Compiled, Other, Context, 0, ulong.MaxValue, 8, 0x9000];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] stack = new byte[8 * random.Next(64)];
            random.NextBytes(stack);
            ulong[] chain = [.. Enumerable.Range(0, random.Next(300)).Select(_ => places[random.Next(places.Length)])];
            Assert.InRange(Walk(random.Next(2) == 0 ? null : new HandMade(), places[random.Next(places.Length)], stack, chain, out _).Length, 0, StackWalk.MostFrames);
        }
    }

    static ulong[] Walk(ICodeOfJava? code, ulong pc, byte[] stack, ulong[] chain, out WalkedFrame[] frames)
    {
        byte[] record = MadeRecord.Call(9, 0, [0, 0, 0, 0x8000, 0x9000, pc, 0, 0], chain: chain, stack: stack);
        Assert.True(PerfRecord.TryParse(record, MadeRecord.CallParts, PerfPlan.RegisterCount, out PerfRecord sample));
        frames = new EventWalk(new WalkRows(), code).Of(sample, isCall: true, out _).ToArray();
        return [.. frames.Select(frame => frame.Pc)];
    }

    sealed class HandMade : ICodeOfJava
    {
        public bool Holds(ulong pc) => pc is Compiled or Other;

        public CodeOfJava? Find(ulong pc, bool isCall) => pc == Compiled ? new CodeOfJava(32, false, [new WalkedFrame(0, Method, 3)]) : null;

        public WalkedFrame? Interpreted(InterpretedFrame frame) => null;
    }
}
