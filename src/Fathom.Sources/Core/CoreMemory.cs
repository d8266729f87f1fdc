using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Core;

/// <summary>
/// The memory that a core holds. What was not dumped (pages of private file mappings that nobody wrote, kernel
/// coredump_filter) is not read as zeros: it is not read.
/// </summary>
sealed class CoreMemory(IElfBytes bytes, IReadOnlyList<ProgramHeader> segments) : IMemory
{
    public int Read(Address from, Span<byte> into)
    {
        int done = 0;
        int at = CoreSegments.FirstEndingAfter(segments, from.Value);
        for (; at < segments.Count && done < into.Length; at++)
        {
            ProgramHeader segment = segments[at];
            ulong address = unchecked(from.Value + (ulong)done);
            if (!segment.HoldsInFile(address))
                break;
            int wanted = (int)Math.Min((ulong)(into.Length - done), segment.FileEnd - address);
            ulong offset = segment.Offset + (address - segment.VirtualAddress);
            int got = bytes.Read(offset, into.Slice(done, wanted));
            done += got;
            if (got < wanted || segment.FileEnd < segment.MemoryEnd)
                break;
        }
        return done;
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        int count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            read[i] = Read(from[i], into.Slice(i * size, size)) == size;
            count += read[i] ? 1 : 0;
        }
        return count;
    }
}
