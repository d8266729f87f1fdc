using System.Buffers.Binary;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>Takes numbers off the front of a record. What is not there is 0, and the cursor says so.</summary>
ref struct PerfWords(ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Rest { get; private set; } = bytes;

    public bool IsShort { get; private set; }

    public ulong Long() => Take(8) is { Length: 8 } at ? BinaryPrimitives.ReadUInt64LittleEndian(at) : 0;

    public uint Word() => Take(4) is { Length: 4 } at ? BinaryPrimitives.ReadUInt32LittleEndian(at) : 0;

    public ushort Half() => Take(2) is { Length: 2 } at ? BinaryPrimitives.ReadUInt16LittleEndian(at) : (ushort)0;

    /// <summary>Empty where so many are not there.</summary>
    public ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)Rest.Length)
        {
            IsShort = true;
            Rest = [];
            return [];
        }
        ReadOnlySpan<byte> taken = Rest[..(int)length];
        Rest = Rest[(int)length..];
        return taken;
    }

    /// <summary>Up to the zero that ends it.</summary>
    public ReadOnlySpan<byte> Text()
    {
        int end = Rest.IndexOf((byte)0);
        ReadOnlySpan<byte> text = Take((ulong)Math.Max(end, 0));
        IsShort |= end < 0;
        Take(end < 0 ? 0UL : 1UL);
        return text;
    }

    /// <summary>All that is left, without the zeros that fill it up.</summary>
    public readonly ReadOnlySpan<byte> Filled()
    {
        int end = Rest.IndexOf((byte)0);
        return end < 0 ? Rest : Rest[..end];
    }

    /// <summary>A length, and a text that is filled up with zeros to it.</summary>
    public ReadOnlySpan<byte> Padded()
    {
        ReadOnlySpan<byte> text = Take(Word());
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }
}
