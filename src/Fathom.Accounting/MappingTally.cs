using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Accounting;

/// <summary>Adds up the pages of one mapping by account, then hands the sums over and begins the next.</summary>
sealed class MappingTally(Snapshot snapshot)
{
    const int Nowhere = -1;

    readonly List<Posting> _postings = [];
    readonly List<(Claim Claim, Amounts Pages)> _heaps = [];
    int _mapping = Nowhere;

    /// <summary>Begins another mapping; returns the finished one if it had any pages.</summary>
    public MappingPostings? MoveTo(int mapping)
    {
        if (mapping == _mapping)
            return null;
        MappingPostings? finished = Finish();
        _mapping = mapping;
        return finished;
    }

    public MappingPostings? Finish()
    {
        Mapping? mapping = _mapping == Nowhere ? null : snapshot.Mappings[_mapping];
        PostHeaps(mapping);
        if (_postings.Count == 0)
            return null;
        Posting[] postings = [.. _postings];
        _postings.Clear();
        if (_mapping != Nowhere && snapshot.Usage is { } usage)
            ShareOut(usage[_mapping].Pss, postings);
        return new MappingPostings(mapping, postings);
    }

    public void Add(in Claim claim, PageRun run)
    {
        Amounts amounts = AmountsOf(run);
        if (amounts.IsNothing)
            return;
        if (claim.Heap is null)
            Post(claim.Account, claim.Source, amounts);
        else if (_heaps.Count > 0 && ReferenceEquals(_heaps[^1].Claim.Heap, claim.Heap))
            _heaps[^1] = (claim, _heaps[^1].Pages + amounts);
        else
            _heaps.Add((claim, amounts));
    }

    void PostHeaps(Mapping? mapping)
    {
        foreach ((Claim claim, Amounts pages) in _heaps)
        {
            ArenaHeap heap = claim.Heap!;
            bool isWhole = mapping is not null && mapping.Range.Contains(heap.Range);
            foreach ((string account, Amounts amounts) in HeapShares.Of(heap, pages, isWhole))
                Post(account, claim.Source, amounts);
        }
        _heaps.Clear();
    }

    void Post(string account, string source, Amounts amounts)
    {
        for (int i = 0; i < _postings.Count; i++)
        {
            if (ReferenceEquals(_postings[i].Source, source) && _postings[i].Account == account)
            {
                _postings[i] = _postings[i] with { Amounts = _postings[i].Amounts + amounts };
                return;
            }
        }
        _postings.Add(new(account, source, amounts));
    }

    Amounts AmountsOf(PageRun run)
    {
        Bytes size = Bytes.FromPages(run.Pages);
        Mapping? mapping = _mapping == Nowhere ? null : snapshot.Mappings[_mapping];
        if (run.IsSwapped)
            return new(Bytes.Zero, size, Bytes.Zero, null);
        if (!run.IsResident || mapping is { IsKernelData: true })
            return default;
        if (mapping is { IsFile: true } && snapshot.HugetlbDevices.Contains(mapping.Device))
            return new(Bytes.Zero, Bytes.Zero, size, null);
        // A shared page that belongs to no file is no memory at all: a device's registers (VM_PFNMAP).
        bool shared = mapping is not null && (mapping.Access & Access.Shared) != 0;
        return shared && mapping!.MayBeDevice && (run.Kind & PageKind.File) == 0
            ? default
            : new(size, Bytes.Zero, Bytes.Zero, null);
    }

    /// <summary>smaps knows Pss by mapping only: shared out by resident size, the rest of the division to the largest.</summary>
    static void ShareOut(Bytes pss, Posting[] postings)
    {
        long resident = 0;
        int largest = 0;
        for (int i = 0; i < postings.Length; i++)
        {
            resident += postings[i].Amounts.Resident.Value;
            if (postings[i].Amounts.Resident > postings[largest].Amounts.Resident)
                largest = i;
        }
        long left = pss.Value;
        for (int i = 0; i < postings.Length; i++)
        {
            long share = resident == 0 ? 0
                : (long)((Int128)pss.Value * postings[i].Amounts.Resident.Value / resident);
            left -= share;
            postings[i] = postings[i] with { Amounts = postings[i].Amounts with { Pss = new Bytes(share) } };
        }
        Amounts most = postings[largest].Amounts;
        postings[largest] = postings[largest] with { Amounts = most with { Pss = most.Pss!.Value + new Bytes(left) } };
    }
}
