using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>The first line of a thread, field by field; one for all threads of a dump, filled anew for each.</summary>
sealed class ThreadLine(SharedTexts texts)
{
    const int LongestTime = 40;

    string _name = "";
    string _doing = "";
    long? _number;
    long? _nativeId;
    int? _priority;
    bool _isDaemon;
    Address? _thread;
    Address? _stackPointer;
    TimeSpan? _cpu;
    TimeSpan? _elapsed;

    public string? State { get; set; }

    /// <summary>False where a field is broken or the nid is missing: what was read before it stays.</summary>
    public bool Read(string name, ReadOnlySpan<byte> fields)
    {
        (_name, _doing, _number, _nativeId, _priority, _isDaemon) = (name, "", null, null, null, false);
        (_thread, _stackPointer, _cpu, _elapsed, State) = (null, null, null, null, null);
        AsciiLine rest = new(fields);
        while (_nativeId is null && rest.TakeBlanks() && !rest.Rest.IsEmpty)
        {
            if (!TryField(rest.TakeWord()))
                return false;
        }
        if (_nativeId is null)
            return false;
        Tail(rest.Rest.Trim((byte)' '));
        return true;
    }

    public DumpedThread With(IReadOnlyList<string> frames) => new(_name)
    {
        Number = _number,
        NativeId = _nativeId,
        Thread = _thread,
        IsDaemon = _isDaemon,
        Priority = _priority,
        Cpu = _cpu,
        Elapsed = _elapsed,
        Doing = _doing,
        State = State,
        StackPointer = _stackPointer,
        Frames = frames,
    };

    bool TryField(ReadOnlySpan<byte> word)
    {
        AsciiLine field = new(word);
        if (field.Take((byte)'#') && field.TakeDecimal(out ulong number) && number <= long.MaxValue)
            _number = (long)number;
        else if (word.SequenceEqual("daemon"u8))
            _isDaemon = true;
        else if (field.Take("prio="u8) && field.TakeDecimal(out ulong priority) && priority <= int.MaxValue)
            _priority = (int)priority;
        else if (field.Take("cpu="u8))
            _cpu = Time(field.Rest);
        else if (field.Take("elapsed="u8))
            _elapsed = Time(field.Rest);
        else if (field.Take("tid="u8))
            return TryThread(field);
        else if (field.Take("nid="u8))
            return TryNativeId(field);
        // "[13774]" repeats the nid in 21 and 25; os_prio, allocated, defined_classes are of no use here.
        return true;
    }

    bool TryThread(AsciiLine field)
    {
        bool found = field.TakeAddress(out Address address);
        _thread = found ? address : null;
        return found;
    }

    /// <summary>Hexadecimal in 8 to 17, decimal in 21 and 25 (JDK-8268425).</summary>
    bool TryNativeId(AsciiLine field)
    {
        ulong id;
        bool found = field.Take("0x"u8) ? field.TakeHex(out id) : field.TakeDecimal(out id);
        if (!found || id > int.MaxValue || !field.Rest.IsEmpty)
            return false;
        _nativeId = (long)id;
        return true;
    }

    /// <summary>"0.06ms", "30.17s"; a comma stands there where the JVM's C locale has one.</summary>
    static TimeSpan? Time(ReadOnlySpan<byte> text)
    {
        bool milliseconds = text.EndsWith("ms"u8);
        if (text.IsEmpty || text.Length > LongestTime || text[^1] != (byte)'s')
            return null;
        Span<byte> number = stackalloc byte[LongestTime];
        number = number[..(text.Length - (milliseconds ? 2 : 1))];
        text[..number.Length].CopyTo(number);
        number.Replace((byte)',', (byte)'.');
        bool found = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value < 1e12;
        return found ? TimeSpan.FromMilliseconds(milliseconds ? value : value * 1000) : null;
    }

    /// <summary>"waiting on condition  [0x00007fa66bffe000]": zeros where there is no Java frame.</summary>
    void Tail(ReadOnlySpan<byte> tail)
    {
        int open = tail.LastIndexOf("[0x"u8);
        AsciiLine rest = new(open < 0 ? [] : tail[(open + 1)..]);
        if (open >= 0 && rest.TakeAddress(out Address address))
        {
            _stackPointer = address.Value == 0 ? null : address;
            tail = tail[..open].TrimEnd((byte)' ');
        }
        _doing = texts.Decode(tail);
    }
}
