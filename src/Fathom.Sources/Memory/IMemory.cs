using Fathom.Evidence;

namespace Fathom.Sources.Memory;

/// <summary>
/// Foreign memory: of a live process, of a core, of a bundle. Nothing above can tell which. Reading is never an error:
/// what could not be read is simply not among the bytes counted.
/// </summary>
public interface IMemory
{
    /// <summary>Reads from an address on; returns how many bytes from the beginning of the span were read.</summary>
    int Read(Address from, Span<byte> into);

    /// <summary>
    /// Reads <paramref name="size"/> bytes at each address into consecutive slots; returns a count of those read, and
    /// says of each whether it was.
    /// </summary>
    int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read);
}
