using System.Buffers.Binary;
using Fathom.Sources.Elf.Unwind;

namespace Fathom.Sources.Uprobes;

/// <summary>A return address, or where there is a method a place in its byte code.</summary>
/// <param name="Code">The byte code's number; -1 where it is not known.</param>
readonly record struct WalkedFrame(ulong Pc, LiveMethod? Method, int Code)
{
    /// <summary>A method that is not known any more.</summary>
    public static readonly WalkedFrame Unnamed = new(0, null, -1);

    /// <summary>There are callers that nobody can tell.</summary>
    public static readonly WalkedFrame Beyond = new(0, null, -2);

    public bool IsJava => Pc == 0;
}

/// <summary>Why a walk came no further.</summary>
enum WalkEnd
{
    /// <summary>Nobody called, or the row takes more than an addition.</summary>
    Stopped,

    /// <summary>In an image without rows.</summary>
    NoRows,

    /// <summary>The caller's frame lies beyond the copy.</summary>
    Cut,

    /// <summary>At an address of which nothing is known: in a library that has just come, or in code that nobody has named.</summary>
    Lost,
}

/// <summary>
/// Walks the copy of a stack: by rows through libraries, by what the JVM knows of its code through Java. Nothing in the copy is
/// believed: each step must lead upwards and stay within.
/// </summary>
sealed class StackWalk(WalkRows rows, ICodeOfJava? java)
{
    public const int MostFrames = 192;

    // frame_x86.hpp: the caller's frame pointer and the return address; below them the caller's stack pointer before arguments were moved.
    const int SenderStack = -8, Pair = 16;

    WalkEnd _end;
    bool _isCall;

    /// <summary>The frame pointer as the last frame has it.</summary>
    public ulong FramePointer { get; private set; }

    /// <param name="into">Takes the frames, the innermost first.</param>
    public int Walk(in SampleHead head, ReadOnlySpan<byte> stack, Span<WalkedFrame> into, out WalkEnd end) =>
        Walk(head.ReturnAddress, head.StackPointer, head.FramePointer, stack, into, out end);

    /// <param name="pc">Behind the call: of a function, or of the kernel. Else one behind the place where the thread was interrupted.</param>
    /// <param name="bottom">The stack pointer, where the copy begins.</param>
    public int Walk(ulong pc, ulong bottom, ulong frame, ReadOnlySpan<byte> stack, Span<WalkedFrame> into, out WalkEnd end, bool isCall = true)
    {
        (_end, _isCall) = (WalkEnd.Stopped, isCall);
        Place at = new() { Pc = pc, Stack = bottom, Frame = frame };
        int count = 0;
        while (count < into.Length && at.Pc != 0)
        {
            ulong before = at.Stack;
            bool goesOn = rows.TryFind(unchecked(at.Pc - 1), out UnwindRow row)
                ? Native(row, bottom, stack, ref at, into, ref count)
                : Java(bottom, stack, ref at, into, ref count);
            if (!goesOn || at.Stack <= before)
                break;
            _isCall = true;
        }
        FramePointer = at.Frame;
        end = count < into.Length ? _end : WalkEnd.Cut;
        return count;
    }

    ref struct Place
    {
        public ulong Pc, Stack, Frame;
    }

    bool Native(UnwindRow row, ulong bottom, ReadOnlySpan<byte> stack, ref Place at, Span<WalkedFrame> into, ref int count)
    {
        into[count++] = new WalkedFrame(at.Pc, null, -1);
        ulong caller = unchecked((row.Base == UnwindBase.Frame ? at.Frame : at.Stack) + (ulong)row.Cfa);
        if (row.Base == UnwindBase.Stop)
        {
            _end = row.Pc == 0 ? WalkEnd.NoRows : WalkEnd.Stopped;
            return false;
        }
        if (!TryWord(bottom, stack, unchecked(caller - 8), out ulong pc))
            return IsCut();
        if (row.Frame != 0)
        {
            if (!TryWord(bottom, stack, unchecked(caller + (ulong)(8 * row.Frame)), out ulong frame))
                return IsCut();
            at.Frame = frame;
        }
        (at.Pc, at.Stack) = (pc, caller);
        return true;
    }

    bool Java(ulong bottom, ReadOnlySpan<byte> stack, ref Place at, Span<WalkedFrame> into, ref int count)
    {
        if (java?.Find(at.Pc, _isCall) is not { } code)
        {
            // Of code that nobody knows there is an address at least.
            into[count++] = new WalkedFrame(at.Pc, null, -1);
            _end = WalkEnd.Lost;
            return false;
        }
        foreach (WalkedFrame frame in code.Frames)
        {
            if (count < into.Length)
                into[count++] = frame;
        }
        if (code.IsEntering)
            return Entering(bottom, stack, ref at);
        return code.FrameBytes > 0 ? Compiled(code.FrameBytes, bottom, stack, ref at) : Chained(code, bottom, stack, ref at, into, ref count);
    }

    /// <summary>What faults before a frame is made is the push of the frame pointer, and the touch of pages below that comes before it.</summary>
    bool Entering(ulong bottom, ReadOnlySpan<byte> stack, ref Place at)
    {
        if (!TryWord(bottom, stack, at.Stack, out ulong pc))
            return IsCut();
        (at.Pc, at.Stack) = (pc, at.Stack + 8);
        return true;
    }

    /// <summary>Of a fixed size, the return address on top and the frame pointer below it (frame_x86.cpp, sender_for_compiled_frame).</summary>
    bool Compiled(int bytes, ulong bottom, ReadOnlySpan<byte> stack, ref Place at)
    {
        ulong caller = unchecked(at.Stack + (ulong)bytes);
        if (!TryWord(bottom, stack, unchecked(caller - 8), out ulong pc) || !TryWord(bottom, stack, unchecked(caller - Pair), out ulong frame))
            return IsCut();
        (at.Pc, at.Stack, at.Frame) = (pc, caller, frame);
        return true;
    }

    /// <summary>By the frame pointer: the interpreter, and the stub through which C++ calls Java.</summary>
    bool Chained(CodeOfJava code, ulong bottom, ReadOnlySpan<byte> stack, ref Place at, Span<WalkedFrame> into, ref int count)
    {
        ulong own = at.Frame;
        if (own < at.Stack || !TryWord(bottom, stack, own, out ulong frame) || !TryWord(bottom, stack, unchecked(own + 8), out ulong pc))
            return IsCut();
        ulong caller = unchecked(own + Pair);
        if (code.IsInterpreter)
        {
            // Where it is in the byte code it notes only when it calls.
            if (count < into.Length && java!.Interpreted(new InterpretedFrame(bottom, stack, own)) is { } method)
                into[count++] = _isCall ? method : method with { Code = -1 };
            if (TryWord(bottom, stack, unchecked(own + (ulong)(long)SenderStack), out ulong sender) && sender >= caller)
            {
                // The caller's own words begin beyond the copy: what lies before them is this one's.
                if (sender >= bottom + (ulong)stack.Length)
                    return IsCut();
                caller = sender;
            }
        }
        (at.Pc, at.Stack, at.Frame) = (pc, caller, frame);
        return true;
    }

    bool IsCut()
    {
        _end = WalkEnd.Cut;
        return false;
    }

    internal static bool TryWord(ulong bottom, ReadOnlySpan<byte> stack, ulong at, out ulong word)
    {
        word = 0;
        ulong into = unchecked(at - bottom);
        if (at % 8 != 0 || at < bottom || into > (ulong)stack.Length || (ulong)stack.Length - into < 8)
            return false;
        word = BinaryPrimitives.ReadUInt64LittleEndian(stack[(int)into..]);
        return true;
    }
}
