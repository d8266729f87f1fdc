using System.Buffers.Binary;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// Words and names out of a JVM's memory. Names of tables never change, so their blocks are kept; everything else is
/// read anew each time it is asked for.
/// </summary>
sealed class VmMemory(IMemory memory)
{
    const int BlockSize = 16 * 1024;
    const int LongestName = 256;

    // All names lie in the library's constants, about 60 blocks; more means that pointers are not what they should be.
    const int MostBlocks = 512;

    readonly Dictionary<ulong, byte[]> _blocks = [];

    /// <summary>The same by other eyes.</summary>
    public VmMemory Through(Func<IMemory, IMemory> sight) => new(sight(memory));

    public int Read(Address from, Span<byte> into) => memory.Read(from, into);

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) =>
        memory.ReadEach(from, size, into, read);

    public delegate void TakeObject(ReadOnlySpan<byte> bytes);

    /// <summary>Objects of one size, those that can be read, some hundred a call.</summary>
    public void ReadObjects(ReadOnlySpan<Address> at, int size, TakeObject take)
    {
        const int batch = 512;
        byte[] bytes = new byte[Math.Min(batch, at.Length) * size];
        bool[] read = new bool[Math.Min(batch, at.Length)];
        for (; at.Length > 0; at = at[Math.Min(batch, at.Length)..])
        {
            int count = Math.Min(batch, at.Length);
            memory.ReadEach(at[..count], size, bytes, read);
            for (int i = 0; i < count; i++)
            {
                if (read[i])
                    take(bytes.AsSpan(i * size, size));
            }
        }
    }

    public ulong? Word(Address at)
    {
        Span<byte> bytes = stackalloc byte[8];
        return memory.Read(at, bytes) == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : null;
    }

    /// <summary>A pointer that is not null and could be one.</summary>
    public Address? Pointer(Address at) => Word(at) is { } word ? AsPointer(word) : null;

    /// <summary>
    /// Null for what is no address of user space (Documentation/arch/x86/x86_64/5level-paging.rst): a word read while it
    /// changes can be anything, and what is added to it must not wrap around.
    /// </summary>
    public static Address? AsPointer(ulong word) => word is not 0 and < 1UL << 56 ? new Address(word) : null;

    public int? Int32(Address at)
    {
        Span<byte> bytes = stackalloc byte[4];
        return memory.Read(at, bytes) == 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : null;
    }

    public ushort? UInt16(Address at)
    {
        Span<byte> bytes = stackalloc byte[2];
        return memory.Read(at, bytes) == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : null;
    }

    public byte? Byte(Address at)
    {
        Span<byte> bytes = stackalloc byte[1];
        return memory.Read(at, bytes) == 1 ? bytes[0] : null;
    }

    /// <summary>A C string of the library's own, which never changes.</summary>
    public string? ReadName(Address at)
    {
        StringBuilder name = new();
        for (ulong place = at.Value; name.Length < LongestName; place++)
        {
            byte[] block = Block(place / BlockSize * BlockSize);
            int index = (int)(place % BlockSize);
            if (index >= block.Length)
                return null;
            if (block[index] == 0)
                return name.ToString();
            name.Append((char)block[index]);
        }
        return null;
    }

    byte[] Block(ulong start)
    {
        if (_blocks.TryGetValue(start, out byte[]? block))
            return block;
        if (_blocks.Count >= MostBlocks)
            return [];
        byte[] bytes = new byte[BlockSize];
        int got = memory.Read(new Address(start), bytes);
        return _blocks[start] = got == BlockSize ? bytes : bytes[..got];
    }
}
