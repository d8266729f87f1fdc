using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Elf.Unwind;
using Fathom.Sources.Probe;

namespace Fathom.Sources.Kernel;

/// <summary>
/// Stacks of samples, each kept once. The kernel follows frame pointers only, which libc has none of: the first frames are found by
/// rows of .eh_frame in the piece of stack that came with the sample, and the kernel's chain goes on from there.
/// </summary>
sealed class CallStacks(LiveImages images)
{
    const int MostStacks = 50_000, MostFrames = 128, MostRows = 4_000_000;

    readonly Dictionary<ulong, int> _known = [];
    readonly List<ulong[]> _stacks = [];
    readonly Dictionary<ImageIdentity, UnwindRow[]> _rows = [];
    readonly ulong[] _frames = new ulong[MostFrames];
    LoadedImage[] _images = [];
    int _rowCount;

    /// <summary>Samples whose stack found no room.</summary>
    public long Full { get; private set; }

    public int Count => _stacks.Count;

    /// <summary>The innermost first: where the thread was, and then return addresses.</summary>
    public ReadOnlySpan<ulong> this[int stack] => _stacks[stack];

    public void Renew()
    {
        if (!images.Renew() && _images.Length > 0)
            return;
        _images = [.. images.All.OrderBy(image => image.Range.Start.Value)];
        HashSet<ImageIdentity> known = [.. _images.Select(image => image.Identity)];
        foreach ((ImageIdentity image, UnwindRow[] rows) in _rows)
        {
            if (!known.Contains(image) && _rows.Remove(image))
                _rowCount -= rows.Length;
        }
        foreach (LoadedImage image in _images)
            RowsOf(image);
    }

    /// <summary>Its number; -1 where there is no room.</summary>
    public int Of(in PerfRecord sample)
    {
        int count = sample.Registers.Length == PerfPlan.RegisterCount ? Walk(sample) : Chain(sample.Chain, 0, 0);
        ulong hash = 0xCBF29CE484222325;
        for (int i = 0; i < count; i++)
        {
            hash = unchecked((hash ^ _frames[i]) * 0x9E3779B97F4A7C15);
            hash ^= hash >> 29;
        }
        ref int stack = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, hash, out bool known);
        if (known)
            return stack;
        if (_stacks.Count >= MostStacks)
        {
            Full++;
            _known.Remove(hash);
            return -1;
        }
        stack = _stacks.Count;
        _stacks.Add(_frames[..count]);
        return stack;
    }

    int Walk(in PerfRecord sample)
    {
        // PerfPlan.CallRegisters: DX, SI, DI, BP, SP, IP, R8, R10.
        ulong frame = sample.Registers[3], at = sample.Registers[4], pc = sample.Registers[5];
        ulong bottom = at, first = frame;
        ReadOnlySpan<byte> stack = sample.Stack;
        int count = 0;
        _frames[count++] = pc;
        while (count < MostFrames)
        {
            UnwindRow? found = RowAt(count == 1 ? pc : unchecked(pc - 1));
            if (found is not { } row || row.Base == UnwindBase.Stop)
                break;
            ulong cfa = unchecked((row.Base == UnwindBase.Frame ? frame : at) + (ulong)row.Cfa);
            if (cfa <= at || (cfa & 7) != 0 || !TryRead(stack, unchecked(cfa - 8 - bottom), out ulong next))
                break;
            if (row.Frame != 0 && !TryRead(stack, unchecked(cfa + (ulong)(row.Frame * 8) - bottom), out frame))
                break;
            (pc, at) = (next, cfa);
            if (pc == 0)
                break;
            _frames[count++] = pc;
        }
        return Join(sample.Chain, count, isUnchanged: frame == first);
    }

    /// <summary>What the kernel has found beyond the last frame that was found here.</summary>
    int Join(ReadOnlySpan<ulong> chain, int count, bool isUnchanged)
    {
        int at = count > 1 ? chain.LastIndexOf(_frames[count - 1]) : -1;
        if (at >= 0)
            return Chain(chain, at + 1, count);
        // The frame pointer is still that of the first caller who has one, whose return address is the chain's second.
        int second = 0;
        while (second < chain.Length && chain[second] >= PerfRecord.FirstContext)
            second++;
        return isUnchanged ? Chain(chain, second + 1, count) : count;
    }

    int Chain(ReadOnlySpan<ulong> chain, int from, int count)
    {
        for (int i = from; i < chain.Length && count < MostFrames; i++)
        {
            if (chain[i] is > 0 and < PerfRecord.FirstContext)
                _frames[count++] = chain[i];
        }
        return count;
    }

    static bool TryRead(ReadOnlySpan<byte> stack, ulong at, out ulong word)
    {
        bool isThere = at <= (ulong)stack.Length && (ulong)stack.Length - at >= 8;
        word = isThere ? BinaryPrimitives.ReadUInt64LittleEndian(stack[(int)at..]) : 0;
        return isThere;
    }

    UnwindRow? RowAt(ulong pc)
    {
        int low = 0, high = _images.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_images[middle].Range.End.Value > pc)
                high = middle;
            else
                low = middle + 1;
        }
        if (low == _images.Length || _images[low].Range.Start.Value > pc)
            return null;
        LoadedImage image = _images[low];
        ReadOnlySpan<UnwindRow> rows = RowsOf(image);
        ulong own = unchecked(pc - image.Bias);
        int from = 0, to = rows.Length;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (rows[middle].Pc <= own)
                from = middle + 1;
            else
                to = middle;
        }
        return from == 0 ? null : rows[from - 1];
    }

    UnwindRow[] RowsOf(LoadedImage image)
    {
        ref UnwindRow[]? rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, image.Identity, out _);
        if (rows is not null)
            return rows;
        rows = images.Open(image).Then(file => UnwindTable.Of(file, MostRows - _rowCount)) is { Ok: true } made ? made.Value.Rows.ToArray() : [];
        _rowCount += rows.Length;
        return rows;
    }
}
