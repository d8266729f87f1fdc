using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Accounting;

/// <summary>What allocators themselves say of the size of their blocks (malloc_usable_size), for every request up to 64 KiB.</summary>
public sealed class SizeClassTests
{
    [RequiresFact("gcc", Allocators.Jemalloc)]
    public void Jemalloc() => Check(Allocators.Jemalloc, SizeClasses.Jemalloc);

    [RequiresFact("gcc", Allocators.Tcmalloc)]
    public void Tcmalloc() => Check(Allocators.Tcmalloc, SizeClasses.Tcmalloc);

    [RequiresFact("gcc", Allocators.Mimalloc)]
    public void Mimalloc() => Check(Allocators.Mimalloc, SizeClasses.Mimalloc);

    static void Check(string library, Func<long, long> classOf)
    {
        using CTarget target = Allocators.Under(library, "sizes");
        long request = 1;
        foreach (AddressRange said in target.All("class"))
        {
            for (; request <= (long)said.Start.Value; request++)
                Assert.Equal((request, said.Length.Value), (request, classOf(request)));
        }
        Assert.Equal(64 * 1024 + 1, request);
    }
}
