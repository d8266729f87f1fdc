using Fathom.Sources.Uprobes;

namespace Fathom.Tests.Sources.Uprobes;

/// <summary>First instructions of real allocators, as objdump shows them.</summary>
public class EntryCodeTests
{
    [Theory]
    [InlineData("4154 55 53 4889fb", true)] // malloc of glibc 2.36: push r12
    [InlineData("55 4889e5", true)]
    [InlineData("4155 4889f8", true)] // calloc: push r13
    [InlineData("e9ebaff5ff", true)] // operator delete of jemalloc: jmp
    [InlineData("f30f1efa 4154", false)]
    [InlineData("4881ff00100000 0f8793000000", false)] // malloc of jemalloc: cmp
    [InlineData("4885ff 0f84bf000000", false)]
    [InlineData("", false)]
    [InlineData("41", false)]
    public void What_the_kernel_plays_itself(string code, bool isPlayed) => Assert.Equal(isPlayed, EntryCode.IsPlayed(Bytes(code)));

    [Theory]
    [InlineData("4885ff 0f84bf000000 55", 3)] // free of glibc 2.36: test, je
    [InlineData("f30f1efa 4885ff 0f84bf000000", 7)] // the same, made for CET
    [InlineData("488b0559b11b00 4885c0 0f8590000000", 10)] // free of tcmalloc: mov from memory, test, jne
    [InlineData("4889f9 4885ff 745d", 6)] // free of mimalloc: mov to rcx, test, je
    [InlineData("4889f8 488b150e530a00 4889f9 48c1e81a 55 53", 17)] // free of jemalloc: it shifts a copy
    [InlineData("4154 55", 0)]
    [InlineData("803d0102140000 7407", 7)] // cmpb of a variable
    [InlineData("4883ec08 55 53", 4)]
    public void Where_a_free_costs_little(string code, int place) => Assert.Equal(place, EntryCode.PlayedPlace(Bytes(code)));

    [Theory]
    [InlineData("488d7ff0 55")] // lea -0x10(%rdi),%rdi
    [InlineData("4889f7 55")] // mov %rsi,%rdi
    [InlineData("488b3d00000000 55")] // mov from memory to rdi
    [InlineData("4831ff 55")]
    [InlineData("4883ef10 55")] // sub $0x10,%rdi
    [InlineData("c3")]
    [InlineData("ffe0")] // jmp *%rax
    [InlineData("0f05")] // a system call
    [InlineData("4885ff")] // cut
    [InlineData("")]
    public void Not_where_the_argument_may_be_gone(string code) => Assert.Null(EntryCode.PlayedPlace(Bytes(code)));

    [Fact]
    public void Any_bytes_end_within_the_function()
    {
        Random random = new(104729);
        byte[] code = new byte[48];
        for (int i = 0; i < 200_000; i++)
        {
            random.NextBytes(code);
            Assert.InRange(EntryCode.PlayedPlace(code.AsSpan(0, random.Next(code.Length))) ?? 0, 0, 47);
        }
    }

    static byte[] Bytes(string code) => Convert.FromHexString(code.Replace(" ", "", StringComparison.Ordinal));
}
