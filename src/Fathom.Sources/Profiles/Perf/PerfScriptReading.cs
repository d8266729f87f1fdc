using System.Buffers.Text;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>Goes through what perf script printed.</summary>
sealed class PerfScriptReading
{
    /// <summary>Where an address is below, it is one in the file, as releases from 5.16 on print them; above, one of the process.</summary>
    const ulong LargestInFile = 1UL << 40;

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(0);
    readonly PerfTally _tally;
    readonly PerfBreaks _breaks = new();
    readonly int[] _frames = new int[Limits.ProfileDepth];
    int _depth;
    int _inlined;
    bool _isOpen;
    bool _hasSamples;
    (int Number, byte[] Line)? _alone;
    int _event;
    int _thread;
    long _period;
    long _bytes;
    long _lost;

    public PerfScriptReading(string place)
    {
        _place = place;
        _notes = new ReportNotes(place);
        _tally = new PerfTally(_builder);
    }

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.TrimEnd(" \r"u8);
        if (line.IsEmpty)
            Close();
        else if (line[0] == (byte)'\t')
            TakeFrame(number, line);
        else if (line[0] != (byte)'#' || _isOpen)
            TakeOther(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        Close();
        List<Gap> gaps = [];
        if (!_hasSamples)
            _notes.Add(Gaps.ToolTextIncomplete, "samples", "perf script");
        AllocationProfile profile = _tally.Done(_place, "perf script", gaps);
        if (_lost > 0)
            gaps.Add(Gaps.ProfileSamplesLost.At(_place, null, _lost.ToString("N0", CultureInfo.InvariantCulture)));
        Parsed<AllocationProfile> parsed = _notes.Done(profile with { Lines = lines, Unread = _notes.Unread });
        return parsed with { Gaps = [.. parsed.Gaps, .. gaps] };
    }

    /// <summary>Without callers the one frame stands behind the event: an address first, a name or a library behind it.</summary>
    public static bool TryOnlyFrame(ReadOnlySpan<byte> rest, out PerfScriptFrame frame)
    {
        frame = default;
        return !rest.IsEmpty && rest[0] != (byte)'(' && PerfScriptFrame.TryParse(rest, out frame) && frame.HasAddress && HexDigits.Leading(rest, out _) < rest.Length;
    }

    void TakeOther(int number, ReadOnlySpan<byte> line)
    {
        if (PerfScriptHead.TryParse(line, out PerfScriptHead sample))
            Open(sample);
        else if (line.StartsWith("  "u8) && _isOpen && TakeSource(line))
            return;
        else if (line[0] == (byte)' ' && PerfScriptFrame.TryParse(line, out PerfScriptFrame frame) && frame.HasAddress)
            Push(frame);
        else
            Await(number, line);
    }

    /// <summary>The name of a thread is all that may stand above a stack (-F comm,ip,sym): whether it is one, the next line says.</summary>
    void Await(int number, ReadOnlySpan<byte> line)
    {
        Close();
        _alone = (number, line.ToArray());
    }

    void TakeFrame(int number, ReadOnlySpan<byte> line)
    {
        if (!_isOpen)
        {
            byte[]? thread = _alone?.Line;
            _alone = null;
            Open(new PerfScriptHead { Thread = thread });
        }
        if (PerfScriptFrame.TryParse(line, out PerfScriptFrame frame))
            Push(frame);
        else
            _notes.Broken(number, line);
    }

    void Open(in PerfScriptHead sample)
    {
        Close();
        if (sample.IsRecord)
        {
            if (sample.Event.StartsWith("PERF_RECORD_LOST"u8))
                _lost += Lost(sample.Rest);
            return;
        }
        _isOpen = true;
        _event = _tally.EventOf(sample.Event.IsEmpty ? "samples" : ForeignText.Decode(sample.Event));
        _thread = sample.Id.IsEmpty && sample.Thread.IsEmpty ? 0 : _builder.Texts.Add([.. sample.Thread, .. sample.Thread.IsEmpty ? ""u8 : " "u8, .. sample.Id]);
        _period = sample.Event.IsEmpty ? 1 : sample.Period;
        _bytes = _event >= 0 && _tally.AmountOf(_event) is { } amount ? BytesOf(amount, sample) : -1;
        if (TryOnlyFrame(sample.Rest, out PerfScriptFrame frame))
            Push(frame);
    }

    /// <summary>"lost 12"; a record says it at the least.</summary>
    static long Lost(ReadOnlySpan<byte> rest) =>
        rest.IndexOf("lost "u8) is >= 0 and var at && Utf8Parser.TryParse(rest[(at + 5)..], out uint lost, out _) ? lost : 1;

    long BytesOf(PerfAmount amount, in PerfScriptHead sample)
    {
        foreach (string field in amount.Fields)
        {
            if (PerfScriptField.TryFind(sample.Rest, field, out ulong value))
                return amount.Kind == PerfAmountKind.Break ? _breaks.Grown(sample.Process, value) : amount.BytesOf(value);
        }
        return -1;
    }

    void Push(in PerfScriptFrame frame)
    {
        // A chain of frame pointers that leads nowhere ends with 0.
        bool isNothing = frame.HasAddress && frame.Address == 0 && frame.Name.IsEmpty && frame.Library.IsEmpty;
        if (isNothing || _depth >= _frames.Length)
            return;
        int library = frame.Library.IsEmpty ? 0 : _builder.Texts.Add(frame.Library);
        if (!frame.IsInlined && _inlined < _depth)
            GiveLibrary(library);
        int number = _builder.Frame(FrameOf(frame, library, isExact: _depth == 0));
        _frames[_depth++] = number;
        _inlined = frame.IsInlined ? _inlined : _depth;
    }

    /// <summary>What was inlined is in the library of the function that it was put into.</summary>
    void GiveLibrary(int library)
    {
        for (; _inlined < _depth; _inlined++)
        {
            if (_frames[_inlined] >= 0)
                _frames[_inlined] = _builder.Frame(_builder[_frames[_inlined]] with { Library = library });
        }
    }

    ProfileFrame FrameOf(in PerfScriptFrame frame, int library, bool isExact)
    {
        if (!frame.Name.IsEmpty)
            return new ProfileFrame(0, _builder.Texts.Add(frame.Name), library);
        bool isInFile = library > 0 && frame.Address is > 0 and < LargestInFile && frame.Library[0] is (byte)'/' or (byte)'[' && !PerfMap.IsName(frame.Library);
        return isInFile ? new ProfileFrame(0, 0, library, frame.Address, IsExact: isExact)
            : new ProfileFrame(frame.Address, 0, library, IsExact: isExact);
    }

    /// <summary>"  shop.cc:42" below a frame (-F srcline); where perf knows none, the library and the address.</summary>
    bool TakeSource(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart((byte)' ');
        int colon = line.LastIndexOf((byte)':');
        if (colon <= 0 || !Utf8Parser.TryParse(line[(colon + 1)..], out int number, out int used) || used != line.Length - colon - 1 || number < 0)
            return line.EndsWith("]"u8);
        if (_depth > 0 && _frames[_depth - 1] >= 0)
            _frames[_depth - 1] = _builder.Frame(_builder[_frames[_depth - 1]] with { File = _builder.Texts.Add(line[..colon]), Line = number });
        return true;
    }

    void Close()
    {
        if (_alone is { } stranger)
            _notes.Keep(stranger.Number, stranger.Line);
        _alone = null;
        _hasSamples |= _isOpen;
        if (_isOpen)
            _tally.Add(_event, _builder.StackOf(_frames.AsSpan(0, _depth)), _thread, _period, _bytes);
        (_isOpen, _depth, _inlined) = (false, 0, 0);
    }
}
