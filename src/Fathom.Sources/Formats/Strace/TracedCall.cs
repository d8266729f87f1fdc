namespace Fathom.Sources.Formats.Strace;

enum CallName
{
    /// <summary>Known to strace, and changing no memory.</summary>
    Other,
    Map,
    Unmap,
    Remap,
    Protect,
    Break,
    Execute,

    /// <summary>clone, fork, vfork: the result is another thread, or another process.</summary>
    Clone,

    /// <summary>madvise that gives pages back; strace's logs have it among the others.</summary>
    Advise,
}

/// <summary>What a call asked for, and what it got. Fields that a call does not have are zero.</summary>
readonly record struct TracedCall(CallName Name)
{
    public bool Failed { get; init; }

    public ulong Address { get; init; }

    public ulong Length { get; init; }

    public ulong NewLength { get; init; }

    public bool IsUsable { get; init; }

    public bool IsFixed { get; init; }

    public bool IsAnonymous { get; init; }

    /// <summary>MAP_NORESERVE, as malloc's arenas and HotSpot's reservations have it.</summary>
    public bool IsUncounted { get; init; }

    /// <summary>MAP_STACK, as threads' stacks have it.</summary>
    public bool IsStack { get; init; }

    /// <summary>Of madvise: MADV_DONTNEED, MADV_FREE or MADV_REMOVE.</summary>
    public bool GivesBack { get; init; }

    /// <summary>Of a clone: one address space for both.</summary>
    public bool SharesMemory { get; init; }

    public ulong Result { get; init; }

    public static CallName NameOf(ReadOnlySpan<byte> text)
    {
        int open = text.IndexOf((byte)'(');
        ReadOnlySpan<byte> name = open < 0 ? [] : text[..open];
        return name switch
        {
            [] => CallName.Other,
            _ when name.SequenceEqual("mmap"u8) || name.SequenceEqual("mmap2"u8) => CallName.Map,
            _ when name.SequenceEqual("munmap"u8) => CallName.Unmap,
            _ when name.SequenceEqual("mremap"u8) => CallName.Remap,
            _ when name.SequenceEqual("mprotect"u8) || name.SequenceEqual("pkey_mprotect"u8) => CallName.Protect,
            _ when name.SequenceEqual("brk"u8) => CallName.Break,
            _ when name.SequenceEqual("execve"u8) || name.SequenceEqual("execveat"u8) => CallName.Execute,
            _ when name.SequenceEqual("clone"u8) || name.SequenceEqual("clone3"u8) || name.SequenceEqual("fork"u8) || name.SequenceEqual("vfork"u8) => CallName.Clone,
            _ => CallName.Other,
        };
    }

    /// <summary>False where a call that changes memory is not of the form strace writes: cut, or with other text in it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TracedCall call)
    {
        call = new TracedCall(NameOf(text));
        int equals = text.LastIndexOf(" = "u8);
        if (equals < 0 || !text[..equals].TrimEnd((byte)' ').EndsWith(")"u8))
            return call.Name == CallName.Other;
        ReadOnlySpan<byte> result = text[(equals + 3)..];
        call = call with { Failed = result.StartsWith("-1 "u8) || result.StartsWith("?"u8) };
        if (call.Name == CallName.Other || call.Failed)
            return true;
        AsciiLine line = new(result);
        if (!TakeNumber(ref line, out ulong value) || !(line.Rest.IsEmpty || line.Rest[0] is (byte)' '))
            return false;
        call = call with { Result = value };
        return TryParseArguments(text[(text.IndexOf((byte)'(') + 1)..equals], ref call);
    }

    /// <summary>Of a call that has not returned: what it asks for.</summary>
    public static bool TryParseHead(ReadOnlySpan<byte> text, out TracedCall call)
    {
        call = new TracedCall(NameOf(text));
        return call.Name != CallName.Other && TryParseArguments(text[(text.IndexOf((byte)'(') + 1)..], ref call);
    }

    static bool TryParseArguments(ReadOnlySpan<byte> text, ref TracedCall call)
    {
        if (call.Name == CallName.Execute)
            return true;
        if (call.Name == CallName.Clone)
        {
            call = call with { SharesMemory = text.IndexOf("CLONE_VM"u8) >= 0 };
            return true;
        }
        AsciiLine line = new(text);
        if (!TakeNumber(ref line, out ulong address))
            return false;
        call = call with { Address = address };
        if (call.Name == CallName.Break)
            return true;
        if (!TakeNext(ref line, out ulong length))
            return false;
        call = call with { Length = length };
        return call.Name switch
        {
            CallName.Remap => TakeRemap(ref line, ref call),
            CallName.Protect => TakeProtection(ref line, ref call),
            CallName.Map => TakeProtection(ref line, ref call) && TakeFlags(ref line, ref call),
            _ => true,
        };
    }

    static bool TakeRemap(ref AsciiLine line, ref TracedCall call)
    {
        bool found = TakeNext(ref line, out ulong length);
        call = call with { NewLength = length };
        return found;
    }

    /// <summary>Names, or with -X raw the number: PROT_READ is 1, PROT_WRITE 2, PROT_EXEC 4.</summary>
    static bool TakeProtection(ref AsciiLine line, ref TracedCall call)
    {
        if (!TakeWord(ref line, out ReadOnlySpan<byte> word))
            return false;
        call = call with { IsUsable = !(word.StartsWith("PROT_NONE"u8) || word.SequenceEqual("0"u8)) };
        return word.StartsWith("PROT_"u8) || char.IsAsciiDigit((char)word[0]);
    }

    static bool TakeFlags(ref AsciiLine line, ref TracedCall call)
    {
        if (!TakeWord(ref line, out ReadOnlySpan<byte> word))
            return false;
        AsciiLine number = new(word);
        if (TakeNumber(ref number, out ulong raw))
        {
            // asm-generic/mman-common.h and mman.h
            call = call with { IsFixed = (raw & 0x100010) != 0, IsAnonymous = (raw & 0x20) != 0, IsUncounted = (raw & 0x4000) != 0, IsStack = (raw & 0x20000) != 0 };
            return true;
        }
        call = call with
        {
            IsFixed = word.IndexOf("MAP_FIXED"u8) >= 0,
            IsAnonymous = word.IndexOf("MAP_ANON"u8) >= 0,
            IsUncounted = word.IndexOf("MAP_NORESERVE"u8) >= 0,
            IsStack = word.IndexOf("MAP_STACK"u8) >= 0,
        };
        return word.StartsWith("MAP_"u8);
    }

    static bool TakeNext(ref AsciiLine line, out ulong value)
    {
        value = 0;
        return TakeSeparator(ref line) && TakeNumber(ref line, out value);
    }

    static bool TakeWord(ref AsciiLine line, out ReadOnlySpan<byte> word)
    {
        word = [];
        if (!TakeSeparator(ref line))
            return false;
        int end = line.Rest.IndexOfAny((byte)',', (byte)')');
        word = (end < 0 ? line.Rest : line.Rest[..end]).Trim((byte)' ');
        line = new AsciiLine(end < 0 ? [] : line.Rest[end..]);
        return !word.IsEmpty;
    }

    static bool TakeSeparator(ref AsciiLine line)
    {
        bool had = line.Take((byte)',');
        line.TakeBlanks();
        return had;
    }

    static bool TakeNumber(ref AsciiLine line, out ulong value)
    {
        value = 0;
        if (line.Take("NULL"u8))
            return true;
        return line.Take("0x"u8) ? line.TakeHex(out value) : line.TakeDecimal(out value);
    }
}
