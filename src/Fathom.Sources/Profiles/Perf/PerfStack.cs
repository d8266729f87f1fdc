using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>Makes frames of addresses. All of the kernel is one: its names are not in the recording.</summary>
sealed class PerfStack(ProfileBuilder builder, PerfProcesses processes)
{
    const ushort ModeMask = 7;
    const ushort User = 2;

    /// <summary>A power of two: the same few thousand addresses come again and again.</summary>
    const int KnownFrames = 1 << 14;

    /// <summary>What an address of a process was called as long as nothing else was mapped.</summary>
    readonly record struct Known(ulong Address, int Process, int Version, bool IsExact, int Frame);

    // Marks stand between the addresses; the last 4095 numbers are none (enum perf_callchain_context).
    const ulong FirstMark = unchecked((ulong)-4095L);
    const ulong UserMark = unchecked((ulong)-512L), DeferredMark = unchecked((ulong)-640L);

    readonly int[] _frames = new int[Limits.ProfileDepth];
    readonly int _kernel = builder.Frame(new ProfileFrame(0, builder.Texts.Add("[kernel]"u8), builder.Texts.Add("[kernel.kallsyms]"u8)));
    readonly Known[] _known = new Known[KnownFrames];
    int _depth;

    /// <param name="flags">Of the record: what the processor was doing.</param>
    public int Of(in PerfSample sample, ushort flags)
    {
        _depth = 0;
        bool isUser = (flags & ModeMask) is User or 0;
        ReadOnlySpan<byte> callers = sample.Callers;
        if (First(callers) != sample.Address)
            Push(sample.Process, sample.Address, isUser);
        for (; !callers.IsEmpty; callers = callers[8..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(callers);
            if (word >= FirstMark)
                isUser = word is UserMark or DeferredMark;
            else
                Push(sample.Process, word, isUser);
        }
        return builder.StackOf(_frames.AsSpan(0, _depth));
    }

    static ulong First(ReadOnlySpan<byte> callers)
    {
        for (; !callers.IsEmpty; callers = callers[8..])
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(callers);
            if (word < FirstMark)
                return word;
        }
        return 0;
    }

    void Push(int process, ulong address, bool isUser)
    {
        // A chain of frame pointers that leads nowhere ends with 0.
        if (address == 0 || _depth >= _frames.Length)
            return;
        int frame = isUser ? FrameAt(process, address, isExact: _depth == 0) : _kernel;
        if (isUser || _depth == 0 || _frames[_depth - 1] != _kernel)
            _frames[_depth++] = frame;
    }

    int FrameAt(int process, ulong address, bool isExact)
    {
        ref Known known = ref _known[unchecked((int)((address ^ (address >> 14) ^ ((ulong)process * 31)) & (KnownFrames - 1)))];
        // Versions begin with 1, so that an empty place is nobody's.
        if (known.Address != address || known.Process != process || known.Version != processes.Version || known.IsExact != isExact)
            known = new Known(address, process, processes.Version, isExact, builder.Frame(FrameOf(process, address, isExact)));
        return known.Frame;
    }

    ProfileFrame FrameOf(int process, ulong address, bool isExact)
    {
        // What a call returns to may lie behind the end of what was mapped.
        ulong place = isExact ? address : address - 1;
        if (!processes.TryFind(process, place, out PerfMapping mapping))
            return new ProfileFrame(address, 0, 0, IsExact: isExact);
        if (mapping.IsGenerated)
            return new ProfileFrame(address, 0, mapping.Library, IsExact: isExact);
        ulong offset = unchecked(address - mapping.Start + mapping.Offset);
        return new ProfileFrame(0, 0, mapping.Library, offset, IsExact: isExact);
    }
}
