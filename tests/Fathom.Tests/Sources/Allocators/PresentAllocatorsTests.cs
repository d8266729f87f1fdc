using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Allocators;

namespace Fathom.Tests.Sources.Allocators;

public class PresentAllocatorsTests
{
    static readonly Allocator Glibc = new(AllocatorKind.Glibc, "/lib/libc.so.6", null) { IsFirst = true };
    static readonly Allocator Jemalloc = new(AllocatorKind.Jemalloc, "/opt/libfoo.so", "5.3.0");

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", AllocatorKind.Jemalloc)]
    [InlineData("/opt/libjemalloc.so", AllocatorKind.Jemalloc)]
    [InlineData("/usr/lib/libtcmalloc_minimal.so.4.5.9", AllocatorKind.Tcmalloc)]
    [InlineData("/usr/lib/libmimalloc.so.2.0", AllocatorKind.Mimalloc)]
    [InlineData("/lib/ld-musl-x86_64.so.1", AllocatorKind.Musl)]
    public void Without_its_image_a_library_is_known_by_its_name_and_told_with_a_way_out(string path, AllocatorKind kind)
    {
        Allocator found = Assert.Single(PresentAllocators.Named([Of("/lib/libc.so.6"), Of(path), Of(path)]));

        Assert.Equal(new Allocator(kind, path, null) { Ground = AllocatorGround.FileName }, found);
        Gap gap = PresentAllocators.Foreign(found);
        Assert.Equal((Gaps.AllocatorForeign.Id, path), (gap.Id, gap.Where));
        Assert.DoesNotContain("{", gap.What + gap.Try, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/lib/libc.so.6")]
    [InlineData("/data/about-libjemalloc.txt")]
    [InlineData("libjemalloc.so.2")]
    [InlineData("")]
    public void What_only_has_the_word_in_it_is_none(string path) => Assert.Empty(PresentAllocators.Named([Of(path)]));

    [Fact]
    public void One_that_is_found_first_has_taken_the_place_of_glibc_though_that_has_arenas()
    {
        Allocator first = Jemalloc with { IsFirst = true };

        (MallocState state, Gap gap) = Joined(first, Glibc with { IsFirst = false });

        Assert.Equal(first, state.Allocator);
        Assert.Equal(AllocatorKind.Glibc, Assert.Single(state.Others).Kind);
        Assert.Equal(Gaps.AllocatorForeign.Id, gap.Id);
        Assert.Contains("jemalloc 5.3.0", gap.What, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_found_behind_glibc_is_beside_it()
    {
        (MallocState state, Gap gap) = Joined(Glibc, Jemalloc);

        Assert.Equal(AllocatorKind.Glibc, state.Allocator.Kind);
        Assert.Equal([Jemalloc], state.Others);
        Assert.Equal(Gaps.AllocatorBeside.Id, gap.Id);
    }

    [Theory]
    [InlineData(AllocatorKind.Unknown, AllocatorGround.Exports)]
    [InlineData(AllocatorKind.Musl, AllocatorGround.Texts)]
    public void A_hook_and_a_text_do_not_take_arenas_away_from_glibc(AllocatorKind kind, AllocatorGround ground)
    {
        List<Gap> gaps = [];
        Allocator hook = new(kind, "/opt/hook.so", null) { IsFirst = true, Ground = ground };

        MallocState state = PresentAllocators.Join(Walked(), [hook, Glibc with { IsFirst = false }], gaps);

        Assert.Equal((AllocatorKind.Glibc, 0, 0), (state.Allocator.Kind, state.Others.Count, gaps.Count));
    }

    static (MallocState State, Gap Gap) Joined(params Allocator[] allocators)
    {
        List<Gap> gaps = [];
        return (PresentAllocators.Join(Walked(), allocators, gaps), Assert.Single(gaps));
    }

    static MallocState Walked() => new() { Allocator = new Allocator(AllocatorKind.Glibc, "/lib/libc.so.6", null) };

    static Mapping Of(string name) =>
        new(new AddressRange(new Address(0x1000), new Address(0x2000)), Access.Read, 0, default, name.StartsWith('/') ? 7UL : 0, name, false);
}
