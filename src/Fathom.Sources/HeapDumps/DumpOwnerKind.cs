using System.Buffers.Binary;
using Fathom.Sources.HotSpot.Objects;

namespace Fathom.Sources.HeapDumps;

/// <summary>Where a number or a reference lies in an object of the dump.</summary>
readonly record struct DumpPlace(int At, byte Type)
{
    public long Number(ReadOnlySpan<byte> fields, int idLength)
    {
        int length = DumpTypes.Length(Type, idLength);
        if (At + length > fields.Length)
            return 0;
        return length switch
        {
            8 => BinaryPrimitives.ReadInt64BigEndian(fields[At..]),
            4 => BinaryPrimitives.ReadInt32BigEndian(fields[At..]),
            2 => BinaryPrimitives.ReadInt16BigEndian(fields[At..]),
            _ => fields[At],
        };
    }
}

/// <summary>Objects of one class that a row of <see cref="NativeOwners"/> takes, or that have a field that looks like a native address.</summary>
sealed class DumpOwnerKind(int number, int ofClass, string owns, int idLength)
{
    /// <summary>No allocator hands out the first page; above are addresses of the kernel.</summary>
    const long LowestAddress = 64 * 1024, HighestAddress = 1L << 47;

    public int Number => number;

    public int Class => ofClass;

    public string Owns => owns;

    public bool IsShell { get; init; }

    public bool IsKeptWhileOpen { get; init; }

    public DumpPlace[] With { get; init; } = [];

    public DumpPlace[] Without { get; init; } = [];

    public DumpPlace? Size { get; init; }

    public DumpPlace? Open { get; init; }

    public DumpPlace? OpenUntilNegative { get; init; }

    public DumpPlace? Address { get; init; }

    /// <summary>Only by the name of its field: what it has must look like an address, too.</summary>
    public bool IsGuess { get; init; }

    public bool TellsOpen => Open is not null || OpenUntilNegative is not null;

    public bool Fits(ReadOnlySpan<byte> fields)
    {
        foreach (DumpPlace place in With)
        {
            if (place.Number(fields, idLength) == 0)
                return false;
        }
        foreach (DumpPlace place in Without)
        {
            if (place.Number(fields, idLength) != 0)
                return false;
        }
        return !IsGuess || Address!.Value.Number(fields, idLength) is 0 or (>= LowestAddress and < HighestAddress);
    }

    public bool IsOpen(ReadOnlySpan<byte> fields) =>
        Open?.Number(fields, idLength) != 0 && !(OpenUntilNegative?.Number(fields, idLength) < 0);

    public long SizeOf(ReadOnlySpan<byte> fields) => Math.Max(0, Size?.Number(fields, idLength) ?? 0);

    public ulong AddressOf(ReadOnlySpan<byte> fields) => unchecked((ulong)(Address?.Number(fields, idLength) ?? 0));
}
