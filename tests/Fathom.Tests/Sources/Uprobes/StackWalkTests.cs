using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Uprobes;

namespace Fathom.Tests.Sources.Uprobes;

/// <summary>Walks through frames of Java's in stacks that were made by hand, and through noise.</summary>
public class StackWalkTests
{
    const ulong Bottom = 0x7000_0000_1000;
    const ulong Compiled = 0x1000, Entered = 0x1100, Interpreter = 0x2000, Stub = 0x3000, Unknown = 0x9000;

    static readonly Dictionary<ulong, LiveMethod> Methods = new ulong[] { 0x5000, 0x6000 }.ToDictionary(at => at, at => new LiveMethod(new Address(at), "A", "a"));

    static readonly Address Method = new(0x5000), Caller = new(0x6000);

    [Fact]
    public void From_a_compiled_method_to_the_interpreter_and_its_stub()
    {
        ulong[] stack = new ulong[64];
        stack[2] = Bottom + 8 * 10; // the caller's frame pointer, below the return address
        stack[3] = Interpreter;
        stack[7] = Caller.Value; // three words below the frame pointer
        stack[9] = Bottom + 8 * 12; // the sender's stack pointer
        stack[10] = Bottom + 8 * 20;
        stack[11] = Stub;
        stack[20] = 0;
        stack[21] = Unknown;

        Assert.Equal([(0UL, Method.Value), (0, Caller.Value), (Unknown, 0)], Walk(stack, Compiled, 0, out WalkEnd end));
        Assert.Equal(WalkEnd.Lost, end);
    }

    [Fact]
    public void Before_a_method_has_its_frame_the_caller_s_address_is_on_top()
    {
        Assert.Equal([(0UL, Method.Value), (Unknown, 0)], Walk([Unknown], Entered, Bottom, out WalkEnd end, isCall: false));
        Assert.Equal(WalkEnd.Lost, end);
        Walk([], Entered, Bottom, out end, isCall: false);
        Assert.Equal(WalkEnd.Cut, end);
    }

    /// <summary>It notes where it is when it calls: what stands in its frame before that is an earlier place.</summary>
    [Theory]
    [InlineData(true, 7)]
    [InlineData(false, -1)]
    public void Only_a_call_of_the_interpreter_s_has_a_line(bool isCall, int code)
    {
        byte[] bytes = new byte[8 * 8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), Caller.Value);
        WalkedFrame[] frames = new WalkedFrame[StackWalk.MostFrames];

        int count = new StackWalk(new WalkRows(), new HandMade()).Walk(Interpreter, Bottom, Bottom + 32, bytes, frames, out _, isCall);

        Assert.Equal([(Caller.Value, code)], frames[..count].Select(frame => (frame.Method!.At.Value, frame.Code)));
    }

    [Theory]
    [InlineData(Compiled)]
    [InlineData(Stub)]
    [InlineData(Interpreter)]
    public void A_stack_that_ends_ends_the_walk(ulong pc) => Assert.InRange(Walk([], pc, Bottom, out _).Length, 0, 1);

    [Fact]
    public void What_leads_out_of_the_copy_is_cut()
    {
        Walk(new ulong[3], Compiled, 0, out WalkEnd end);
        Assert.Equal(WalkEnd.Cut, end);
        Walk(new ulong[4], Compiled, 0, out end);
        Assert.Equal(WalkEnd.Stopped, end);
    }

    [Fact]
    public void One_that_leads_back_into_itself_ends()
    {
        ulong[] stack = new ulong[64];
        for (int i = 0; i < stack.Length; i += 2)
            (stack[i], stack[i + 1]) = (Bottom, Stub);

        Assert.Empty(Walk(stack, Stub, Bottom, out _));
    }

    [Fact]
    public void Noise_ends()
    {
        Random random = new(1009);
        ulong[] places = [Compiled, Interpreter, Stub, Unknown, 0, ulong.MaxValue, Bottom, Bottom + 8, Bottom + 504, Bottom + 512, Bottom - 8, Bottom + 3, Method.Value];
        for (int i = 0; i < 20_000; i++)
        {
            ulong[] stack = [.. Enumerable.Range(0, random.Next(64)).Select(_ => places[random.Next(places.Length)])];
            Assert.InRange(Walk(stack, places[random.Next(places.Length)], places[random.Next(places.Length)], out _).Length, 0, StackWalk.MostFrames);
        }
    }

    static (ulong, ulong)[] Walk(ulong[] stack, ulong pc, ulong frame, out WalkEnd end, bool isCall = true)
    {
        byte[] bytes = new byte[8 * stack.Length];
        for (int i = 0; i < stack.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), stack[i]);
        WalkedFrame[] frames = new WalkedFrame[StackWalk.MostFrames];
        int count = new StackWalk(new WalkRows(), new HandMade()).Walk(pc, Bottom, frame, bytes, frames, out end, isCall);
        return [.. frames[..count].Select(walked => (walked.Pc, walked.Method?.At.Value ?? 0))];
    }

    /// <summary>A method with a frame of four words, the interpreter, and a stub by the frame pointer.</summary>
    sealed class HandMade : ICodeOfJava
    {
        public bool Holds(ulong pc) => pc is Compiled or Interpreter or Stub;

        public CodeOfJava? Find(ulong pc, bool isCall) => pc switch
        {
            Entered => isCall ? null : new CodeOfJava(32, false, [new WalkedFrame(0, Methods[Method.Value], 3)]) { IsEntering = true },
            Compiled => new CodeOfJava(32, false, [new WalkedFrame(0, Methods[Method.Value], 3)]),
            Interpreter => new CodeOfJava(0, true, []),
            Stub => new CodeOfJava(0, false, []),
            _ => null,
        };

        public WalkedFrame? Interpreted(InterpretedFrame frame) => frame.Pointer(-3) is { } method ? new WalkedFrame(0, Methods.GetValueOrDefault(method.Value), 7) : null;
    }
}
