namespace Fathom.Sources.Formats.MallocLog;

enum AllocationName
{
    Other,
    Malloc,
    Calloc,
    Realloc,
    Memalign,
    Free,
}

/// <summary>A call of malloc's as hooks and ltrace write it: "realloc(0xf0005810, 128) = 0xf0005a50".</summary>
readonly record struct AllocationCall(AllocationName Name)
{
    /// <summary>The block given back; 0 where there is none.</summary>
    public ulong Old { get; init; }

    /// <summary>The block got; 0 where the call failed, or gives none.</summary>
    public ulong Block { get; init; }

    public long Size { get; init; }

    public bool Failed => Block == 0 && Name != AllocationName.Free && !(Name == AllocationName.Realloc && Size == 0);

    public static AllocationName NameOf(ReadOnlySpan<byte> text)
    {
        int open = text.IndexOf((byte)'(');
        if (open < 4)
            return AllocationName.Other;
        ReadOnlySpan<byte> name = text[..open];
        int arrow = name.LastIndexOf("->"u8);
        name = arrow < 0 ? name : name[(arrow + 2)..];
        return name switch
        {
            _ when name.SequenceEqual("malloc"u8) || name.SequenceEqual("valloc"u8) || name.SequenceEqual("pvalloc"u8) => AllocationName.Malloc,
            _ when name.SequenceEqual("free"u8) || name.SequenceEqual("cfree"u8) => AllocationName.Free,
            _ when name.SequenceEqual("calloc"u8) => AllocationName.Calloc,
            _ when name.SequenceEqual("realloc"u8) || name.SequenceEqual("reallocarray"u8) => AllocationName.Realloc,
            _ when name.SequenceEqual("memalign"u8) || name.SequenceEqual("aligned_alloc"u8) => AllocationName.Memalign,
            _ => AllocationName.Other,
        };
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out AllocationCall call)
    {
        call = new AllocationCall(NameOf(text));
        int open = text.IndexOf((byte)'('), close = text.IndexOf((byte)')');
        if (call.Name == AllocationName.Other || close < open)
            return false;
        AsciiLine arguments = new(text[(open + 1)..close]);
        Span<ulong> given = stackalloc ulong[3];
        int count = 0;
        do
        {
            if (count == given.Length || !TakeNumber(ref arguments, out given[count++]))
                return false;
        }
        while (arguments.Take((byte)','));
        if (call.Name == AllocationName.Free)
        {
            call = call with { Old = given[0] };
            return true;
        }
        bool isRealloc = call.Name == AllocationName.Realloc;
        ulong size = call.Name switch
        {
            AllocationName.Calloc when count == 2 => Product(given[0], given[1]),
            AllocationName.Realloc when count == 3 => Product(given[1], given[2]),
            _ => given[count - 1],
        };
        return size <= 1UL << 50 && TakeResult(text[(close + 1)..], call with { Old = isRealloc ? given[0] : 0, Size = (long)size }, out call);
    }

    static ulong Product(ulong a, ulong b) => a == 0 || b <= ulong.MaxValue / a ? a * b : ulong.MaxValue;

    static bool TakeResult(ReadOnlySpan<byte> text, AllocationCall asked, out AllocationCall call)
    {
        AsciiLine line = new(text);
        line.TakeBlanks();
        bool had = line.Take((byte)'=');
        line.TakeBlanks();
        bool read = TakeNumber(ref line, out ulong block);
        call = asked with { Block = block };
        return had && read && (line.Rest.IsEmpty || line.Rest[0] is (byte)' ' or (byte)'\t');
    }

    static bool TakeNumber(ref AsciiLine line, out ulong value)
    {
        value = 0;
        line.TakeBlanks();
        if (line.Take("(nil)"u8) || line.Take("NULL"u8) || line.Take("nil"u8))
            return true;
        return line.Take("0x"u8) ? line.TakeHex(out value) : line.TakeDecimal(out value);
    }
}
