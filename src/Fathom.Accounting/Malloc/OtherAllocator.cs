using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting.Malloc;

/// <summary>
/// The live blocks in the size classes of another allocator: what they would need there if nothing else were kept.
/// </summary>
/// <param name="Resident">
/// What malloc would then have in memory. Each chunk of glibc stands for a request of up to 24 bytes less, hence a
/// range. What an allocator keeps of freed blocks for a while, and slots of a run that no block is in, come on top.
/// </param>
public sealed record OtherAllocator(AllocatorKind Kind, ByteRange Resident)
{
    // malloc(n) makes chunks of n + 8, rounded up to 16 (malloc/malloc.c, request2size).
    const long ChunkHeader = 8;
    const long LargestRounding = 23;
    const long SmallestChunk = 32;

    // Beyond this a size class stands for many sizes.
    const long Exact = 64 * 1024;

    static readonly (AllocatorKind Kind, Func<long, long> Class)[] Known =
    [
        (AllocatorKind.Jemalloc, SizeClasses.Jemalloc), (AllocatorKind.Tcmalloc, SizeClasses.Tcmalloc),
        (AllocatorKind.Mimalloc, SizeClasses.Mimalloc),
    ];

    public static IReadOnlyList<OtherAllocator> Of(MallocState state) =>
        [.. Known.Select(known => new OtherAllocator(known.Kind, InMemory(state, known.Class)))];

    /// <summary>Memory that was asked for and never written to would not be in memory there either.</summary>
    static ByteRange InMemory(MallocState state, Func<long, long> classOf)
    {
        ByteRange slots = new(state.Mmapped.Chunks.Bytes, state.Mmapped.Chunks.Bytes);
        foreach (Arena arena in state.Arenas)
            foreach (SizeClass size in arena.SizeClasses)
                slots += Slots(size, classOf);
        Bytes absent = new(Math.Max(0, state.InUse.Bytes.Value - state.Resident.InUse.Value));
        return new ByteRange(Less(slots.Least, absent), Less(slots.Most, absent));
    }

    static ByteRange Slots(in SizeClass size, Func<long, long> classOf)
    {
        (long count, long bytes) = (size.Total.Count, size.Total.Bytes.Value);
        if (count <= 0 || bytes <= 0)
            return default;
        long chunk = bytes / count;
        bool isExact = size.ChunkSize.Value <= Exact && size.ChunkSize.Value == chunk;
        long least = isExact && chunk <= SmallestChunk ? 1 : Math.Max(1, chunk - LargestRounding);
        long most = Math.Max(1, chunk - ChunkHeader);
        // Of many sizes only the mean is known: none needs more than a class that is a quarter larger.
        Bytes largest = new(isExact ? checked(classOf(most) * count) : checked(bytes + (bytes / 4)));
        return new ByteRange(isExact ? new Bytes(checked(classOf(least) * count)) : size.Total.Bytes, largest);
    }

    static Bytes Less(Bytes from, Bytes what) => from > what ? from - what : Bytes.Zero;
}
