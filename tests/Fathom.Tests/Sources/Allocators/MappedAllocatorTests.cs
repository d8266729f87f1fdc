using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Allocators;

namespace Fathom.Tests.Sources.Allocators;

public class MappedAllocatorTests
{
    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", AllocatorKind.Jemalloc, "2")]
    [InlineData("/opt/libjemalloc.so", AllocatorKind.Jemalloc, null)]
    [InlineData("/usr/lib/libtcmalloc_minimal.so.4.5.9", AllocatorKind.Tcmalloc, "4.5.9")]
    [InlineData("/usr/lib/libmimalloc.so.2.0", AllocatorKind.Mimalloc, "2.0")]
    [InlineData("/lib/ld-musl-x86_64.so.1", AllocatorKind.Musl, "1")]
    public void A_library_is_known_by_its_name_and_told_with_a_way_out(string path, AllocatorKind kind, string? version)
    {
        Allocator? found = MappedAllocator.Find([Of("/lib/libc.so.6"), Of(path)]);

        Assert.Equal(new Allocator(kind, path, version), found);
        Gap gap = MappedAllocator.Gap(found!);
        Assert.Equal((Gaps.AllocatorForeign.Id, path), (gap.Id, gap.Where));
        Assert.DoesNotContain("{", gap.What + gap.Try, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/lib/libc.so.6")]
    [InlineData("/data/about-libjemalloc.txt")]
    [InlineData("libjemalloc.so.2")]
    [InlineData("")]
    public void What_only_has_the_word_in_it_is_none(string path) => Assert.Null(MappedAllocator.Find([Of(path)]));

    static Mapping Of(string name) =>
        new(new AddressRange(new Address(0x1000), new Address(0x2000)), Access.Read, 0, default, name.StartsWith('/') ? 7UL : 0, name, false);
}
