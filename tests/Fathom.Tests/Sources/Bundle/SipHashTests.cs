using System.Buffers.Binary;
using Fathom.Sources.Bundle;

namespace Fathom.Tests.Sources.Bundle;

public class SipHashTests
{
    /// <summary>The authors' own: key 00 01 … 0f, messages "", 00, 00 01 and so on (the paper's appendix A, and vectors.h beside its code).</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(7, 0xab0200f58b01d137)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void It_answers_as_its_authors_say(int length, ulong hash)
    {
        byte[] bytes = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes), second = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8));
        Assert.Equal(hash, SipHash.Of(first, second, bytes.AsSpan(0, length)));
    }
}
