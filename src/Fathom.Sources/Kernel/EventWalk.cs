using Fathom.Sources.Uprobes;

namespace Fathom.Sources.Kernel;

/// <summary>
/// Walks the copy of a stack that came with an event. Behind its end the kernel's own chain goes on, which has what keeps frame pointers: the
/// JVM's libraries, and no compiled Java. There it is not believed any more.
/// </summary>
/// <param name="code">Null of a process without a JVM, or one that cannot be read.</param>
sealed class EventWalk(WalkRows rows, ICodeOfJava? code)
{
    // PerfPlan.CallRegisters: DX, SI, DI, BP, SP, IP, R8, R10.
    const int Bp = 3, Sp = 4, Ip = 5;

    readonly StackWalk _walk = new(rows, code);
    readonly WalkedFrame[] _frames = new WalkedFrame[StackWalk.MostFrames];
    int _count;

    /// <summary>The innermost first; as long as no other is walked.</summary>
    /// <param name="isCall">Of the kernel; else the thread was interrupted, and the first address is one behind where.</param>
    /// <param name="lost">Where nothing was known of an address.</param>
    public ReadOnlySpan<WalkedFrame> Of(in PerfRecord sample, bool isCall, out ulong? lost)
    {
        lost = null;
        _count = 0;
        WalkEnd end = WalkEnd.Stopped;
        ReadOnlySpan<ulong> registers = sample.Registers;
        if (registers.Length == PerfPlan.RegisterCount)
            _count = _walk.Walk(unchecked(registers[Ip] + (isCall ? 0UL : 1)), registers[Sp], registers[Bp], sample.Stack, _frames, out end, isCall);
        ulong last = _count > 0 ? _frames[_count - 1].Pc : 0;
        if (end == WalkEnd.Lost)
            lost = last;
        bool isJava = _count > 0 && (last == 0 || code?.Holds(last) == true);
        bool goesOn = !isJava && Join(sample.Chain, _count > 0 && _walk.FramePointer == registers[Bp]);
        if (code is not null && !goesOn && end != WalkEnd.Stopped)
            Add(WalkedFrame.Beyond);
        return _frames.AsSpan(0, _count);
    }

    /// <summary>Takes what the kernel has found beyond the last frame that was found here.</summary>
    /// <returns>True where that was something.</returns>
    bool Join(ReadOnlySpan<ulong> chain, bool isUnchanged)
    {
        if (_count == 0)
            return Chain(chain);
        int at = _count > 1 ? chain.LastIndexOf(_frames[_count - 1].Pc) : -1;
        if (at >= 0)
            return Chain(chain[(at + 1)..]);
        // The frame pointer is still that of the first caller who has one, whose return address is the chain's second.
        int second = 0;
        while (second < chain.Length && chain[second] >= PerfRecord.FirstContext)
            second++;
        return isUnchanged && Chain(chain[Math.Min(chain.Length, second + 1)..]);
    }

    bool Chain(ReadOnlySpan<ulong> chain)
    {
        int before = _count;
        foreach (ulong pc in chain)
        {
            if (pc is 0 or >= PerfRecord.FirstContext)
                continue;
            if (code?.Holds(pc) != true)
            {
                Add(new WalkedFrame(pc, null, -1));
                continue;
            }
            foreach (WalkedFrame frame in code.Find(pc, isCall: true)?.Frames ?? [])
                Add(frame);
            Add(WalkedFrame.Beyond);
            break;
        }
        return _count > before;
    }

    void Add(WalkedFrame frame)
    {
        if (_count < _frames.Length)
            _frames[_count++] = frame;
    }
}
