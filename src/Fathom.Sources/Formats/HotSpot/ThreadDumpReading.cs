using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>A walk through a thread dump: the thread that the lines belong to, and those before it.</summary>
sealed class ThreadDumpReading
{
    readonly ReportNotes _notes;
    readonly List<DumpedThread> _threads = [];
    readonly List<string> _frames = [];
    readonly SharedTexts _texts = new();
    readonly ThreadLine _thread;
    readonly List<Address> _javaThreads = [];
    ThreadDump _dump = new();
    string[] _stack = [];
    bool _inThread;
    bool _inElements;
    int _headings;

    public ThreadDumpReading(string file) => (_notes, _thread) = (new(file), new(_texts));

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
        else if (_inThread && line[0] is (byte)' ' or (byte)'\t')
            reading = Below(line.WithoutIndent());
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
        if (_inThread && _notes.HasRoom(_threads.Count, "threads", Limits.Threads))
            _threads.Add(_thread.With(Stack()));
        _inThread = false;
        _frames.Clear();
    }

    /// <summary>The threads of a pool wait in one place, one below the other: they share its frames.</summary>
    string[] Stack()
    {
        if (_frames.Count == 0)
            return [];
        if (!CollectionsMarshal.AsSpan(_frames).SequenceEqual(_stack))
            _stack = [.. _frames];
        return _stack;
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
        (_inThread, _inElements) = (true, false);
        return _thread.Read(ForeignText.Decode(line[1..quote]), line[(quote + 1)..]) ? Reading.Understood : Reading.Broken;
    }

    Reading Below(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("java.lang.Thread.State: "u8))
            _thread.State = _texts.Decode(line["java.lang.Thread.State: "u8.Length..]);
        else if (_notes.HasRoom(_frames.Count, "frames of one thread", Limits.DumpedFrames))
            _frames.Add(_texts.Decode(line));
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
            _dump = _dump with { GlobalReferences = ReportFields.FindCount(rest.Rest, ": "u8), WeakReferences = ReportFields.FindCount(rest.Rest, "weak refs: "u8) };
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
