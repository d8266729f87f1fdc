using Fathom.Evidence;

namespace Fathom.Sources.Uprobes;

/// <summary>What the JVM knows of an address in its generated code.</summary>
/// <param name="FrameBytes">Of its frame; 0 where that is found by the frame pointer.</param>
/// <param name="Frames">The methods that run there, the innermost first: compilers put one into another.</param>
sealed record CodeOfJava(int FrameBytes, bool IsInterpreter, WalkedFrame[] Frames)
{
    /// <summary>Its frame is not made yet: the caller's return address is on top.</summary>
    public bool IsEntering { get; init; }
}

interface ICodeOfJava
{
    /// <summary>Whether the JVM keeps its code there, known or not.</summary>
    bool Holds(ulong pc);

    /// <summary>Null where it is no code of the JVM's.</summary>
    /// <param name="pc">Behind a call; else one behind the place where a thread was interrupted, which is never behind a call.</param>
    CodeOfJava? Find(ulong pc, bool isCall);

    /// <summary>Null where the frame is not one of the interpreter's.</summary>
    WalkedFrame? Interpreted(InterpretedFrame frame);
}

/// <summary>A frame of the interpreter's in a copy of a stack.</summary>
readonly ref struct InterpretedFrame(ulong bottom, ReadOnlySpan<byte> stack, ulong at)
{
    readonly ReadOnlySpan<byte> _stack = stack;

    /// <summary>Words from the frame pointer.</summary>
    public Address? Pointer(int slot) =>
        StackWalk.TryWord(bottom, _stack, unchecked(at + (ulong)(8L * slot)), out ulong word) ? HotSpot.VmMemory.AsPointer(word) : null;
}
