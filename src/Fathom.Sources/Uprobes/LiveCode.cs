using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Uprobes;

/// <summary>What runs at an address of a JVM's code, and in a frame of its interpreter's.</summary>
sealed class LiveCode : ICodeOfJava
{
    // frame_x86.hpp; the mirror pushed what follows it one word down in JDK 9.
    const int MethodSlot = -3, CodeSlot = -8, OldCodeSlot = -7;

    readonly Vm _vm;
    readonly LiveMethods _methods;
    readonly CodeBlocks _blocks;
    readonly KnownCode _known;

    public LiveCode(Vm vm)
    {
        _vm = vm;
        _methods = new LiveMethods(at => MethodNames.Of(vm, at));
        _blocks = new CodeBlocks(vm, _methods);
        _known = new KnownCode(_blocks);
    }

    /// <summary>A JVM that is starting has no heaps of code yet.</summary>
    public void Renew() => _blocks.Renew();

    /// <summary>Before records are read.</summary>
    public void BeginRound()
    {
        _known.BeginRound();
        _methods.BeginRound();
    }

    public CodeOfJava? Find(ulong pc) => _known.Find(pc);

    public WalkedFrame? Interpreted(InterpretedFrame frame)
    {
        if (frame.Pointer(MethodSlot) is not { } at)
            return null;
        if (_methods.Of(at) is not { } method)
            return WalkedFrame.Unnamed;
        if (_vm.Pointer(at, "Method", "_constMethod") is not { } constant || _vm.Tables.Size("ConstMethod") is not (> 0 and < 4096 and var head)
            || _vm.At(constant, "ConstMethod", "_code_size") is not { } size || _vm.Memory.UInt16(size) is not { } length)
            return new WalkedFrame(0, method, -1);
        foreach (int slot in (ReadOnlySpan<int>)[CodeSlot, OldCodeSlot])
        {
            if (frame.Pointer(slot) is { } code && code.Value >= constant.Value + head && code.Value < constant.Value + head + length)
                return new WalkedFrame(0, method, (int)(code.Value - constant.Value - head));
        }
        return new WalkedFrame(0, method, -1);
    }
}
