using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles;

/// <summary>
/// Goes through a heap profile of jemalloc, where a stack is followed by its records, one for all threads ("t*") and one
/// for each, or of gperftools, where a record is followed by its stack. Below both stands what was mapped.
/// </summary>
sealed class HeapProfileReading(string place)
{
    static readonly ProfileColumn[] Columns =
        [ProfileColumn.InUseCount, ProfileColumn.InUseBytes, ProfileColumn.AllocatedCount, ProfileColumn.AllocatedBytes];

    readonly ReportNotes _notes = new(place);
    readonly ProfileBuilder _builder = new(Columns.Length);
    readonly ProfileMap _map = new();
    readonly Dictionary<ulong, int> _threads = [];
    readonly int[] _frames = new int[Limits.ProfileDepth];
    HeapHead? _head;
    int _stack = -1;
    bool _isOfMap;
    long _inUseBytes;

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        if (line.IsEmpty)
            return;
        if (_head is null)
            TakeHead(number, line);
        else if (line.SequenceEqual("MAPPED_LIBRARIES:"u8) || line.StartsWith("--- Memory map:"u8))
            _isOfMap = true;
        else if (_isOfMap)
            TakeMapped(number, line);
        else if (!(_head.Value.IsJemalloc ? TakeJemalloc(line) : TakeGperftools(line)))
            _notes.Broken(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        if (_head is not { } head)
        {
            _notes.Add(Gaps.ToolTextIncomplete, "head", "a heap profiler");
            head = new HeapHead(true, ProfileSampling.All, default);
        }
        if (!head.IsJemalloc && head.Total.InUseBytes != _inUseBytes)
            _notes.Add(Gaps.ProfileTotalDiffers, SizeText.Of(new Bytes(head.Total.InUseBytes)), SizeText.Of(new Bytes(_inUseBytes)));
        if (_builder.Full is { } full)
            _notes.Add(Gaps.ReportTooLong, full, _builder.SampleCount.ToString("N0", CultureInfo.InvariantCulture));
        AllocationProfile profile = _builder.Done(place, head.IsJemalloc ? "jemalloc heap profile" : "gperftools heap profile", Columns, head.Sampling);
        return _notes.Done(profile with { Mappings = _map.Mappings, Lines = lines, Unread = _notes.Unread });
    }

    void TakeHead(int number, ReadOnlySpan<byte> line)
    {
        if (HeapHead.TryParse(line, out HeapHead head))
            _head = head;
        else
            _notes.Keep(number, line);
    }

    void TakeMapped(int number, ReadOnlySpan<byte> line)
    {
        if (!_map.Add(line))
            _notes.Keep(number, line);
    }

    bool TakeJemalloc(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (rest.Take((byte)'@'))
        {
            // Its records must not fall to the stack before it.
            _stack = TakeStack(rest);
            return _stack >= 0;
        }
        if (!rest.Take((byte)'t'))
            return false;
        bool isSum = rest.Take((byte)'*');
        ulong thread = 0;
        if ((!isSum && !rest.TakeDecimal(out thread)) || !rest.Take((byte)':') || !HeapRecord.TryTake(ref rest, out HeapRecord record))
            return false;
        if (_stack < 0)
            return isSum || TakeThread(thread, rest);
        if (!rest.Rest.IsEmpty)
            return false;
        Take(record, isSum ? 0 : ThreadText(thread));
        return true;
    }

    /// <summary>Of all that a thread did, only its name is of use: the sums follow from the records.</summary>
    bool TakeThread(ulong thread, AsciiLine rest)
    {
        rest.TakeBlanks();
        if (_threads.Count < Limits.Threads)
            _threads[thread] = rest.Rest.IsEmpty ? ThreadText(thread) : _builder.Texts.Add([.. NumberOf(thread), (byte)' ', .. rest.Rest]);
        return true;
    }

    int ThreadText(ulong thread)
    {
        if (_threads.TryGetValue(thread, out int text))
            return text;
        text = _builder.Texts.Add(NumberOf(thread));
        if (_threads.Count < Limits.Threads)
            _threads[thread] = text;
        return text;
    }

    static byte[] NumberOf(ulong thread) => System.Text.Encoding.ASCII.GetBytes("t" + thread.ToString(CultureInfo.InvariantCulture));

    bool TakeGperftools(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        if (!HeapRecord.TryTake(ref rest, out HeapRecord record))
            return false;
        rest.TakeBlanks();
        if (!rest.Take((byte)'@') || TakeStack(rest) is not (>= 0 and var stack))
            return false;
        _stack = stack;
        Take(record, 0);
        return true;
    }

    void Take(in HeapRecord record, int thread)
    {
        ReadOnlySpan<long> values = [record.InUse, record.InUseBytes, record.Allocated, record.AllocatedBytes];
        if (thread > 0)
        {
            _builder.ThreadSample(_stack, values, thread);
            return;
        }
        _builder.Sample(_stack, values);
        // A file of such sums is made: what does not fit is not compared.
        _inUseBytes = record.InUseBytes > long.MaxValue - _inUseBytes ? long.MaxValue : _inUseBytes + record.InUseBytes;
    }

    /// <summary>-1 for what is no stack.</summary>
    int TakeStack(AsciiLine rest)
    {
        int depth = 0;
        while (rest.TakeBlanks() && !rest.Rest.IsEmpty)
        {
            rest.Take("0x"u8);
            if (!rest.TakeHex(out ulong address))
                return -1;
            if (depth < _frames.Length)
                _frames[depth++] = _builder.FrameAt(address);
        }
        return rest.Rest.IsEmpty ? _builder.StackOf(_frames.AsSpan(0, depth)) : -1;
    }
}
