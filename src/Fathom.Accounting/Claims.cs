using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>Everything that anybody says about who owns what.</summary>
static class Claims
{
    public static List<Claim> Of(Snapshot snapshot)
    {
        List<Claim> claims = new(snapshot.Mappings.Count + snapshot.Threads.Count);
        MappingAccounts accounts = new(snapshot);
        foreach (Mapping mapping in snapshot.Mappings)
        {
            if (accounts.Of(mapping) is { } account)
                claims.Add(new(mapping.Range, account, "maps", Precedence.Mapping));
        }
        foreach (LoadedImage image in snapshot.Images)
        {
            foreach (AddressRange zeros in image.ZeroFill)
                claims.Add(new(zeros, Accounts.Library(image.Name), "program header", Precedence.ZeroFill));
        }
        foreach (MmappedChunks chunks in snapshot.Malloc.Mmapped)
            claims.Add(new(chunks.Range, Accounts.MallocUnsplit, "chunk header", Precedence.MmappedChunk));
        foreach (HeapSegment heap in snapshot.Malloc.Heaps)
            claims.Add(new(heap.Range, Accounts.MallocUnsplit, "heap_info", Precedence.ArenaHeap));
        foreach (ThreadStack thread in snapshot.Threads)
        {
            if (thread.Stack is { } stack)
                claims.Add(new(stack, Accounts.NativeStack(thread.Name), "thread", Precedence.Stack));
        }
        return claims;
    }
}
