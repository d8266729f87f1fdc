using Fathom.Evidence;
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
    readonly Dictionary<LiveMethod, AddressRange?> _codes = [];

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
    public void BeginRound(bool lastWasWhole = true)
    {
        _known.BeginRound(lastWasWhole);
        _methods.BeginRound(lastWasWhole);
        _codes.Clear();
    }

    public bool Holds(ulong pc) => _blocks.Holds(new Address(pc));

    public CodeOfJava? Find(ulong pc, bool isCall) => _known.Find(pc, isCall);

    public WalkedFrame? Interpreted(InterpretedFrame frame)
    {
        if (frame.Pointer(MethodSlot) is not { } at)
            return null;
        if (_methods.Of(at) is not { } method)
            return WalkedFrame.Unnamed;
        if (!_codes.TryGetValue(method, out AddressRange? code))
            _codes[method] = code = CodeOf(at);
        foreach (int slot in (ReadOnlySpan<int>)[CodeSlot, OldCodeSlot])
        {
            if (frame.Pointer(slot) is { } place && code?.Contains(place) == true)
                return new WalkedFrame(0, method, (int)(place - code.Value.Start));
        }
        return new WalkedFrame(0, method, -1);
    }

    /// <summary>Its byte code.</summary>
    AddressRange? CodeOf(Address method) =>
        _vm.Pointer(method, "Method", "_constMethod") is { } constant && _vm.Tables.Size("ConstMethod") is > 0 and < 4096 and var head
            && _vm.At(constant, "ConstMethod", "_code_size") is { } size && _vm.Memory.UInt16(size) is { } length
            ? new AddressRange(constant + (long)head, constant + (long)head + length) : null;
}
