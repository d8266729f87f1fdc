namespace Fathom.Sources.Glibc;

/// <summary>
/// Follows an arena's lists of free chunks where sums have shown that they are not whole (<see cref="ListSums"/>): how
/// many links lead to a chunk that leads back.
/// </summary>
sealed class FreeLists(WalkMemory memory)
{
    // Each may be a page to read: about a second.
    const long MostSteps = 1 << 20;

    readonly LinkReader _links = new(memory);

    public long Good(ArenaHead arena)
    {
        long good = 0, steps = 0;
        for (int bin = 0; bin < ArenaLayout.BinCount; bin++)
        {
            ulong head = arena.Layout.BinAddress(arena.Address, bin);
            ulong before = head;
            for (ulong at = arena.Forward(bin); steps < MostSteps; steps++)
            {
                if (at == head)
                {
                    good += arena.Back(bin) == before ? 1 : 0;
                    break;
                }
                if (at % 16 != 0 || !_links.Read(at + 16, out ulong forward, out ulong back))
                    break;
                good += back == before ? 1 : 0;
                (before, at) = (at, forward);
            }
        }
        return good;
    }
}
