using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>A walk through a thread dump: the thread that the lines belong to, and those before it.</summary>
sealed class ThreadDumpReading(string file)
{
    readonly ReportNotes _notes = new(file);
    readonly List<DumpedThread> _threads = [];
    readonly List<string> _frames = [];
    readonly List<Address> _javaThreads = [];
    ThreadDump _dump = new();
    DumpedThread? _thread;
    bool _inElements;
    int _headings;

    public void Read(in ReportLines lines)
    {
        ReadOnlySpan<byte> line = lines.Current;
        Reading reading;
        if (line.IsEmpty)
            reading = Reading.Understood;
        else if (line[0] == (byte)'"')
            reading = Thread(line);
        else if (_inElements)
            reading = Elements(line);
        else if (_thread is not null && line[0] is (byte)' ' or (byte)'\t')
            reading = Below(line.Trim(" \t"u8), _thread);
        else
            reading = Around(line);
        if (reading == Reading.Unknown)
            _notes.Keep(lines);
        else if (reading == Reading.Broken)
            _notes.Broken(lines);
    }

    public Parsed<ThreadDump> Finish()
    {
        EndThread();
        if (_threads.Count == 0)
            _notes.Add(Gaps.ReportIncomplete, "threads", "Thread.print");
        else if (_headings > 0 && _dump.GlobalReferences is null)
            _notes.Add(Gaps.ReportIncomplete, "last line (JNI global references)", "Thread.print");
        _notes.Repeated(_headings, "Thread.print");
        return _notes.Done(_dump with { Threads = _threads, JavaThreads = _javaThreads, Unread = _notes.Unread });
    }

    void EndThread()
    {
        if (_thread is not null && _notes.HasRoom(_threads.Count, "threads", Limits.Threads))
            _threads.Add(_thread with { Frames = [.. _frames] });
        _thread = null;
        _frames.Clear();
    }

    /// <summary>Dumps are often taken in threes; the date stands above the heading.</summary>
    void StartAnew()
    {
        EndThread();
        _threads.Clear();
        _javaThreads.Clear();
        _dump = new ThreadDump { TakenAt = _dump.TakenAt };
    }

    Reading Thread(ReadOnlySpan<byte> line)
    {
        EndThread();
        // A name may hold quotes of its own; what follows it holds none.
        int quote = line.LastIndexOf((byte)'"');
        if (quote == 0)
            return Reading.Broken;
        _thread = new DumpedThread(ForeignText.Decode(line[1..quote]));
        _inElements = false;
        AsciiLine rest = new(line[(quote + 1)..]);
        while (_thread.NativeId is null && rest.TakeBlanks() && !rest.Rest.IsEmpty)
        {
            if (!TryField(rest.TakeWord(), ref _thread))
                return Reading.Broken;
        }
        if (_thread.NativeId is null)
            return Reading.Broken;
        Tail(rest.Rest.Trim((byte)' '), ref _thread);
        return Reading.Understood;
    }

    static bool TryField(ReadOnlySpan<byte> word, ref DumpedThread thread)
    {
        AsciiLine field = new(word);
        if (field.Take((byte)'#') && field.TakeDecimal(out ulong number) && number <= long.MaxValue)
            thread = thread with { Number = (long)number };
        else if (word.SequenceEqual("daemon"u8))
            thread = thread with { IsDaemon = true };
        else if (field.Take("prio="u8) && field.TakeDecimal(out ulong priority) && priority <= int.MaxValue)
            thread = thread with { Priority = (int)priority };
        else if (field.Take("cpu="u8))
            thread = thread with { Cpu = Time(field.Rest) };
        else if (field.Take("elapsed="u8))
            thread = thread with { Elapsed = Time(field.Rest) };
        else if (field.Take("tid="u8))
            return TryThread(field, ref thread);
        else if (field.Take("nid="u8))
            return TryNativeId(field, ref thread);
        // "[13774]" repeats the nid in 21 and 25; os_prio, allocated, defined_classes are of no use here.
        return true;
    }

    static bool TryThread(AsciiLine field, ref DumpedThread thread)
    {
        bool found = field.TakeAddress(out Address address);
        thread = thread with { Thread = found ? address : null };
        return found;
    }

    /// <summary>Hexadecimal in 8 to 17, decimal in 21 and 25 (JDK-8268425).</summary>
    static bool TryNativeId(AsciiLine field, ref DumpedThread thread)
    {
        ulong id;
        bool found = field.Take("0x"u8) ? field.TakeHex(out id) : field.TakeDecimal(out id);
        if (!found || id > int.MaxValue || !field.Rest.IsEmpty)
            return false;
        thread = thread with { NativeId = (long)id };
        return true;
    }

    /// <summary>"0.06ms", "30.17s"; a comma stands there where the JVM's C locale has one.</summary>
    static TimeSpan? Time(ReadOnlySpan<byte> text)
    {
        bool milliseconds = text.EndsWith("ms"u8);
        if (text.IsEmpty || text.Length > 40 || text[^1] != (byte)'s')
            return null;
        string number = ForeignText.Decode(text[..^(milliseconds ? 2 : 1)]).Replace(',', '.');
        bool found = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value < 1e12;
        return found ? TimeSpan.FromMilliseconds(milliseconds ? value : value * 1000) : null;
    }

    /// <summary>"waiting on condition  [0x00007fa66bffe000]": zeros where there is no Java frame.</summary>
    static void Tail(ReadOnlySpan<byte> tail, ref DumpedThread thread)
    {
        int open = tail.LastIndexOf("[0x"u8);
        AsciiLine rest = new(open < 0 ? [] : tail[(open + 1)..]);
        if (open >= 0 && rest.TakeAddress(out Address address))
        {
            thread = thread with { StackPointer = address.Value == 0 ? null : address };
            tail = tail[..open].TrimEnd((byte)' ');
        }
        thread = thread with { Doing = ForeignText.Decode(tail) };
    }

    Reading Below(ReadOnlySpan<byte> line, DumpedThread thread)
    {
        if (line.StartsWith("java.lang.Thread.State: "u8))
            _thread = thread with { State = ForeignText.Decode(line["java.lang.Thread.State: "u8.Length..]) };
        else if (_notes.HasRoom(_frames.Count, "frames of one thread", Limits.DumpedFrames))
            _frames.Add(ForeignText.Decode(line));
        return Reading.Understood;
    }

    Reading Around(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        if (rest.Take("Full thread dump "u8))
        {
            if (_headings++ > 0)
                StartAnew();
            _dump = _dump with { Vm = ForeignText.Decode(rest.Rest.TrimEnd((byte)':')) };
        }
        else if (rest.Take("_java_thread_list="u8))
        {
            _inElements = line.EndsWith("elements={"u8);
        }
        else if (rest.Take("JNI global ref"u8))
        {
            EndThread();
            _dump = _dump with { GlobalReferences = ReportFields.FindCount(rest.Rest, ": "u8) };
        }
        else if (line.Length == 19 && line[4] == (byte)'-' && line[13] == (byte)':')
        {
            _dump = _dump with { TakenAt = ForeignText.Decode(line) };
        }
        else if (!line.StartsWith("Threads class SMR info:"u8))
        {
            EndThread();
            return Reading.Unknown;
        }
        return Reading.Understood;
    }

    Reading Elements(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        while (rest.TakeAddress(out Address address))
        {
            if (_notes.HasRoom(_javaThreads.Count, "threads", Limits.Threads))
                _javaThreads.Add(address);
            rest.Take((byte)',');
            rest.TakeBlanks();
        }
        _inElements = !rest.Rest.StartsWith("}"u8);
        return rest.Rest.IsEmpty || !_inElements ? Reading.Understood : Reading.Broken;
    }
}
