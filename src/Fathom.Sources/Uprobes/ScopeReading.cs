using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Uprobes;

/// <summary>
/// Which methods run at a call within compiled code: its own, and those that were put into it. The compiler notes them for each call
/// (pcDesc.hpp, scopeDesc.cpp). The outermost must be the one that was compiled: else the layout is not the one that is known here.
/// </summary>
sealed class ScopeReading(Vm vm, LiveMethods methods)
{
    const int MostCalls = 256 * 1024, MostInlined = 64, MostMetadata = 64 * 1024;
    const int CallBytes = 16, ScopeAt = 4;
    const int ScopeBytes = 24; // three numbers of at most five bytes

    // JDK 20 took the nought out of compressed numbers; the field's new name came right after it (JDK 21).
    readonly int _excess = vm.Tables.Field("ConstMethod", "_flags._flags") is null ? 0 : 1;

    /// <summary>The innermost first; the compiled method alone where no more can be read. Null where no call returns to there: other code was at that place.</summary>
    /// <param name="isCall">Else a thread was interrupted before there: the next note is the nearest (PcDescContainer::find_pc_desc, approximate).</param>
    public WalkedFrame[]? Of(Address blob, ulong pc, bool isCall)
    {
        Address? method = vm.Pointer(blob, "nmethod", "_method") ?? vm.Pointer(blob, "CompiledMethod", "_method");
        Places? places = Scopes(blob);
        Address? code = CodeStart(blob);
        int? first = places is { } notes && code is { } start && pc > start.Value ? ScopeOf(notes, pc - start.Value, isCall) : null;
        // Functions that never stop a thread are called without a note; and a frame that is to be given up returns to the stubs behind the code.
        if (isCall && first is null && !IsReturn(pc) && !(vm.Int32(blob, "nmethod", "_stub_offset") is > 0 and { } stubs && pc >= blob.Value + (ulong)stubs))
            return null;
        if (method is not { } own || methods.Now(own) is not { } named)
            return [WalkedFrame.Unnamed];
        List<(uint Method, int Code)> scopes = [];
        if (first is { } scope)
            ReadChain(places!.Value.Data, scope, scopes);
        return scopes.Count > 0 && Metadata(blob, own, scopes[^1].Method) is { } metadata && Frames(metadata, scopes) is { } frames ? frames : [new WalkedFrame(0, named, -1)];
    }

    /// <summary>Before CodeBlob::_frame_complete_offset: there threads touch new pages of their stacks (MacroAssembler::verified_entry).</summary>
    public bool IsEntering(Address blob, ulong pc) =>
        vm.At(blob, "CodeBlob", "_frame_complete_offset") is { } at && CodeStart(blob) is { } start && vm.Memory.UInt16(at) is { } complete && (short)complete > 0
        && pc > start.Value && pc - start.Value <= complete;

    /// <summary>Behind a call: E8 and a distance, or FF /2 with its operand.</summary>
    bool IsReturn(ulong pc)
    {
        Span<byte> before = stackalloc byte[7];
        if (pc < (ulong)before.Length || vm.Memory.Read(new Address(pc - (ulong)before.Length), before) != before.Length)
            return false;
        return before[2] == 0xE8 || IsCall(before, 5, 0xD0, 0xD7) || IsCall(before, 4, 0x50, 0x57) || IsCall(before, 1, 0x90, 0x97)
            || IsCall(before, 3, 0x54, 0x54) || IsCall(before, 0, 0x94, 0x94) || IsCall(before, 1, 0x15, 0x15) || IsCall(before, 5, 0x10, 0x17);
    }

    static bool IsCall(ReadOnlySpan<byte> before, int at, byte low, byte high) => before[at] == 0xFF && before[at + 1] >= low && before[at + 1] <= high;

    readonly record struct Places(Address Calls, Address End, Address Data);

    Places? Scopes(Address blob)
    {
        int? calls = vm.Int32(blob, "nmethod", "_scopes_pcs_offset"), data = vm.Int32(blob, "nmethod", "_scopes_data_offset");
        // Since JDK 23 in a block of malloc's; before that behind the code.
        if (vm.Pointer(blob, "nmethod", "_immutable_data") is { } apart)
            return calls is { } from && data is { } to && from >= 0 && to >= from ? new Places(apart + from, apart + to, apart + to) : null;
        Address? own = data is > 0 and { } offset ? blob + offset : vm.Pointer(blob, "CompiledMethod", "_scopes_data_begin") ?? vm.Pointer(blob, "nmethod", "_scopes_data_begin");
        return calls is > 0 and { } start && vm.Int32(blob, "nmethod", "_dependencies_offset") is { } end && end >= start && own is { } at
            ? new Places(blob + start, blob + end, at) : null;
    }

    Address? CodeStart(Address blob) =>
        vm.Pointer(blob, "CodeBlob", "_code_begin") ?? (vm.Int32(blob, "CodeBlob", "_code_offset") is > 0 and { } offset ? blob + offset : null);

    /// <summary>Each call by its return address, in order.</summary>
    int? ScopeOf(Places places, ulong pc, bool isCall)
    {
        long count = (places.End - places.Calls) / CallBytes;
        if (count is <= 0 or > MostCalls)
            return null;
        byte[] calls = new byte[count * CallBytes];
        int got = vm.Memory.Read(places.Calls, calls);
        for (int at = 0; at + CallBytes <= got; at += CallBytes)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(calls.AsSpan(at)) is >= 0 and var offset && ((ulong)offset == pc || (!isCall && (ulong)offset > pc)))
                return BinaryPrimitives.ReadInt32LittleEndian(calls.AsSpan(at + ScopeAt));
        }
        return null;
    }

    /// <summary>The caller's scope, the method's number and the byte code, plus one as the entry is -1.</summary>
    void ReadChain(Address data, int scope, List<(uint Method, int Code)> into)
    {
        Span<byte> bytes = stackalloc byte[ScopeBytes];
        for (; scope > 0 && into.Count < MostInlined;)
        {
            ReadOnlySpan<byte> text = bytes[..vm.Memory.Read(data + scope, bytes)];
            int at = 0;
            if (!MethodLines.Unsigned(text, ref at, _excess, out uint caller) || !MethodLines.Unsigned(text, ref at, _excess, out uint method)
                || !MethodLines.Unsigned(text, ref at, _excess, out uint code) || caller > int.MaxValue || (caller != 0 && caller >= scope))
            {
                into.Clear();
                return;
            }
            into.Add((method, unchecked((int)code - 1)));
            scope = (int)caller;
        }
    }

    /// <summary>Where the numbers of methods lead to: the first is 1.</summary>
    Address? Metadata(Address blob, Address method, uint number)
    {
        if (number is 0 or > MostMetadata / 8)
            return null;
        if (vm.Int32(blob, "nmethod", "_metadata_offset") is > 0 and { } offset)
            return vm.Memory.Pointer(blob + offset + 8L * (number - 1)) == method ? blob + offset : null;
        // Since JDK 25 behind relocations whose length is not said: the method itself tells where.
        if (vm.Pointer(blob, "CodeBlob", "_mutable_data") is not { } data || vm.Int32(blob, "CodeBlob", "_mutable_data_size") is not (> 0 and <= MostMetadata and var length))
            return null;
        ulong[] words = new ulong[length / 8];
        int got = vm.Memory.Read(data, MemoryMarshal.AsBytes(words.AsSpan())) / 8;
        int at = Array.IndexOf(words, method.Value, 0, got) - (int)(number - 1);
        return at >= 0 ? data + 8L * at : null;
    }

    /// <summary>Null where one of them has no names.</summary>
    WalkedFrame[]? Frames(Address metadata, List<(uint Method, int Code)> scopes)
    {
        WalkedFrame[] frames = new WalkedFrame[scopes.Count];
        for (int i = 0; i < frames.Length; i++)
        {
            if (scopes[i].Method is 0 or > MostMetadata / 8 || vm.Memory.Pointer(metadata + 8L * (scopes[i].Method - 1)) is not { } each || methods.Now(each) is not { } method)
                return null;
            frames[i] = new WalkedFrame(0, method, scopes[i].Code);
        }
        return frames;
    }
}
