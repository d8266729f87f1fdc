using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>Goes through the records of a recording, in order of time.</summary>
sealed class PerfReading
{
    readonly string _place;
    readonly PerfEvents _events;
    readonly ProfileBuilder _builder = new(0);
    readonly PerfTally _tally;
    readonly PerfLibraries _libraries;
    readonly PerfProcesses _processes;
    readonly PerfStack _stack;
    readonly PerfBreaks _breaks = new();
    readonly PerfOrder _order;
    readonly Dictionary<int, int> _counted = [];
    readonly List<Gap> _gaps = [];
    long _lost;
    long _packed;
    long _copies;
    long _unknown;

    public PerfReading(string place, PerfEvents events)
    {
        (_place, _events) = (place, events);
        _tally = new PerfTally(_builder);
        _libraries = new PerfLibraries(_builder.Texts);
        _processes = new PerfProcesses(_builder.Texts);
        _stack = new PerfStack(_builder, _processes);
        _order = new PerfOrder(Take);
    }

    /// <summary>Of what was built where: from the features of the file.</summary>
    public PerfLibraries Libraries => _libraries;

    public void Read(PerfRecords records)
    {
        while (records.MoveNext())
            Add(records);
        if (records.Damage is { } damage)
            Damaged(damage);
    }

    public void Damaged(string how) => _gaps.Add(Gaps.ProfileDamaged.At(_place, null, how));

    public Parsed<AllocationProfile> Done()
    {
        _order.Done();
        AllocationProfile profile = _tally.Done(_place, "perf recording", _gaps) with { Mappings = _libraries.Files, BuildIds = _libraries.BuildIds };
        Explain(_lost, Gaps.ProfileSamplesLost);
        Explain(_packed, Gaps.ProfilePartPacked);
        Explain(_copies, Gaps.ProfileStacksNotUnwound);
        if (_unknown > 0)
            Damaged(Number(_unknown) + " samples are of no event that it describes, or are cut");
        return new Parsed<AllocationProfile>(profile, _gaps);
    }

    void Explain(long count, GapText gap)
    {
        if (count > 0)
            _gaps.Add(gap.At(_place, null, Number(count)));
    }

    static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    void Add(PerfRecords records)
    {
        switch (records.Type)
        {
            case PerfRecordTypes.FinishedRound:
                _order.EndRound();
                break;
            case PerfRecordTypes.Compressed or PerfRecordTypes.Compressed2:
                _packed++;
                break;
            case PerfRecordTypes.HardwareTrace:
                records.Behind(new PerfWords(records.Content).Long(), 0);
                break;
            case PerfRecordTypes.Tracing:
                uint length = new PerfWords(records.Content).Word();
                _events.ReadFormats(records.Behind((length + 7UL) & ~7UL, Limits.PerfSectionBytes));
                break;
            case < PerfRecordTypes.FirstOfPerf:
                AddKernel(records);
                break;
            default:
                PerfFeatures.TakeRecord(records.Type, records.Flags, records.Content, _events, _libraries);
                break;
        }
    }

    void AddKernel(PerfRecords records)
    {
        ReadOnlySpan<byte> content = records.Content;
        bool isSample = records.Type == PerfRecordTypes.Sample;
        int number = _events.OfRecord(content, isSample);
        if (!isSample)
        {
            _order.Add(number < 0 ? 0 : _events[number].TimeOf(content), records.Type, records.Flags, number, content);
            return;
        }
        if (number < 0 || !PerfSample.TryParse(content, _events[number], out PerfSample sample))
        {
            _unknown++;
            return;
        }
        // Copies of stacks need not wait: nothing is made of them.
        _order.Add(sample.Time, records.Type, records.Flags, number, content[..sample.Length]);
    }

    void Take(in PerfWaiting record, ReadOnlySpan<byte> content)
    {
        PerfWords words = new(content);
        switch (record.Type)
        {
            case PerfRecordTypes.Sample:
                TakeSample(record, content);
                break;
            case PerfRecordTypes.Map or PerfRecordTypes.Map2:
                TakeMapping(record, ref words);
                break;
            case PerfRecordTypes.Name:
                (int process, int thread) = (Int(words.Word()), Int(words.Word()));
                bool isExec = (record.Flags & PerfRecordTypes.IsExec) != 0;
                _processes.Name(process, thread, words.Text(), isExec);
                if (isExec)
                    _breaks.Forget(process);
                break;
            case PerfRecordTypes.Fork:
                (int child, int parent) = (Int(words.Word()), Int(words.Word()));
                _processes.Fork(child, parent, Int(words.Word()), Int(words.Word()));
                if (child != parent)
                    _breaks.Fork(child, parent);
                break;
            case PerfRecordTypes.Lost:
                words.Long();
                AddLost(words.Long());
                break;
            case PerfRecordTypes.LostSamples:
                AddLost(words.Long());
                break;
        }
    }

    void AddLost(ulong lost) => _lost = lost > (ulong)(long.MaxValue - _lost) ? long.MaxValue : _lost + (long)lost;

    void TakeMapping(in PerfWaiting record, ref PerfWords words)
    {
        (int process, _) = (Int(words.Word()), words.Word());
        (ulong start, ulong length, ulong offset) = (words.Long(), words.Long(), words.Long());
        (uint major, uint minor, ulong inode) = (0, 0, 0);
        ReadOnlySpan<byte> id = [];
        if (record.Type == PerfRecordTypes.Map2)
        {
            if ((record.Flags & PerfRecordTypes.HasBuildId) == 0)
                (major, minor, inode, _) = (words.Word(), words.Word(), words.Long(), words.Long());
            else
                id = BuildId(words.Take(24));
            words.Take(8);
        }
        ReadOnlySpan<byte> path = words.Text();
        // Of the kernel's own no names are known, and data is not code.
        if ((record.Flags & PerfRecordTypes.Mode) == PerfRecordTypes.Kernel || process < 0 || (record.Flags & PerfRecordTypes.IsData) != 0 || words.IsShort || start > ulong.MaxValue - length)
            return;
        int library = _libraries.Of(path, process, new Device(major, minor), inode, out bool isGenerated);
        if (!id.IsEmpty)
            _libraries.AddBuildId(ForeignText.Decode(path), id);
        _processes.Map(process, new PerfMapping(start, start + length, offset, library, isGenerated));
    }

    /// <summary>A byte that says how long it is, three of nothing, and the id.</summary>
    static ReadOnlySpan<byte> BuildId(ReadOnlySpan<byte> field) =>
        field.Length == 24 && field[0] is > 0 and <= 20 ? field.Slice(4, field[0]) : [];

    void TakeSample(in PerfWaiting record, ReadOnlySpan<byte> content)
    {
        PerfAttribute attribute = _events[record.Event];
        // It was whole when it came.
        if (!PerfSample.TryParse(content, attribute, out PerfSample sample))
            return;
        if (!_counted.TryGetValue(record.Event, out int counted))
            _counted[record.Event] = counted = _tally.EventOf(_events.NameOf(record.Event));
        if (attribute.Has.HasFlag(PerfSampleFields.StackCopy))
            _copies++;
        long bytes = counted >= 0 && _tally.AmountOf(counted) is { } amount ? BytesOf(amount, record.Event, sample) : -1;
        _tally.Add(counted, _stack.Of(sample, record.Flags), sample.Thread < 0 ? 0 : _processes.Thread(sample.Thread), (long)Math.Min(sample.Period, long.MaxValue), bytes);
    }

    long BytesOf(PerfAmount amount, int number, in PerfSample sample)
    {
        if (_events.FormatOf(number) is not { } format)
            return -1;
        foreach (string field in amount.Fields)
        {
            if (format.TryValue(sample.Raw, field, out ulong value))
                return amount.Kind == PerfAmountKind.Break ? _breaks.Grown(sample.Process, value) : amount.BytesOf(value);
        }
        return -1;
    }

    static int Int(uint number) => unchecked((int)number);
}
