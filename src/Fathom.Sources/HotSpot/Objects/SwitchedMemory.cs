using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.HotSpot.Objects;

/// <summary>Memory whose knowledge of present pages is renewed while others hold on to it.</summary>
sealed class SwitchedMemory(IMemory first) : IMemory
{
    public IMemory Now { get; set; } = first;

    public int Read(Address from, Span<byte> into) => Now.Read(from, into);

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read) =>
        Now.ReadEach(from, size, into, read);
}
