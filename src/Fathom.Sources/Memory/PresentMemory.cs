using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Memory;

/// <summary>
/// Memory of a running process that never makes it larger: an absent page is not read, for reading it would add page
/// tables to the target or bring a page in from swap or disk. An absent page of a private file mapping was never
/// written there, so its bytes are read from the file.
/// </summary>
public sealed class PresentMemory(IMemory memory, PageRuns pages, IReadOnlyList<Mapping> mappings, IMappedFiles? files)
    : IMemory, IDisposable
{
    readonly ResidentIndex _pages = new(pages);
    readonly Dictionary<Mapping, RegularFile?> _files = [];
    readonly SharedPages _shared = new(mappings);

    public int Read(Address from, Span<byte> into)
    {
        int done = 0;
        while (done < into.Length)
        {
            Address at = from + done;
            PageRun? run = _pages.At(at);
            long room = run is { } known ? known.End - at : Bytes.PageSize - (long)(at.Value % Bytes.PageSize);
            Span<byte> part = into.Slice(done, (int)Math.Min(into.Length - done, room));
            int got = run switch
            {
                { IsResident: true } => memory.Read(at, part),
                // In swap, or the shared page of zeros: a private page that was written to or replaced, so the file
                // does not hold it.
                not null => 0,
                null => ReadElsewhere(at, part),
            };
            done += got;
            if (got < part.Length)
                break;
        }
        return done;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        List<Address> present = new(from.Length);
        List<int> slots = new(from.Length);
        int count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            if (_pages.Find(from[i]) is { } run && run.End - from[i] >= size)
            {
                present.Add(from[i]);
                slots.Add(i);
                continue;
            }
            read[i] = Read(from[i], into.Slice(i * size, size)) == size;
            count += read[i] ? 1 : 0;
        }
        return count + ReadPresent(present, slots, size, into, read);
    }

    public void Dispose()
    {
        foreach (RegularFile? file in _files.Values)
            file?.Dispose();
    }

    int ReadPresent(List<Address> present, List<int> slots, int size, Span<byte> into, Span<bool> read)
    {
        byte[] bytes = new byte[present.Count * size];
        bool[] ok = new bool[present.Count];
        int count = memory.ReadEach(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(present), size, bytes, ok);
        for (int i = 0; i < ok.Length; i++)
        {
            read[slots[i]] = ok[i];
            bytes.AsSpan(i * size, size).CopyTo(into[(slots[i] * size)..]);
        }
        return count;
    }

    /// <summary>What lies in a page that this mapping does not have in memory: in the file, or seen through another mapping.</summary>
    int ReadElsewhere(Address at, Span<byte> into)
    {
        if (MappingTable.Find(mappings, at) is not { } mapping)
            return 0;
        if ((mapping.Access & Access.Shared) == 0)
            return ReadFile(mapping, at, into);
        foreach (Address same in _shared.Of(mapping, at))
        {
            if (_pages.At(same) is { IsResident: true })
                return memory.Read(same, into);
        }
        return 0;
    }

    int ReadFile(Mapping mapping, Address at, Span<byte> into)
    {
        if (!mapping.IsFile || mapping.MayBeDevice || (mapping.Access & Access.Read) == 0 || FileOf(mapping) is not { } file)
            return 0;
        long offset = at - mapping.Range.Start;
        return mapping.Offset > long.MaxValue - (ulong)offset ? 0 : file.Read((long)mapping.Offset + offset, into);
    }

    RegularFile? FileOf(Mapping mapping)
    {
        if (!_files.TryGetValue(mapping, out RegularFile? file))
            _files[mapping] = file = files?.Open(mapping) is { Ok: true } opened ? opened.Value : null;
        return file;
    }
}
