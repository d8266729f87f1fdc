using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Monitors;

/// <summary>Arthas: dashboard and memory (core/command/view, MemoryView), beside which a dashboard has its collectors.</summary>
public static class ArthasText
{
    public static bool Begins(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("Memory"u8) || line.IndexOf("usage"u8) < 0)
            return false;
        Words words = new();
        words.Split(line);
        return words.Count >= 5 && line[words[0]].SequenceEqual("Memory"u8) && line[words[1]].SequenceEqual("used"u8)
            && line[words[2]].SequenceEqual("total"u8) && line[words[3]].SequenceEqual("max"u8) && line[words[4]].SequenceEqual("usage"u8);
    }

    public static Parsed<ArthasMemory> Parse(ReadOnlySpan<byte> text, string place)
    {
        ReportNotes notes = new(place);
        ArthasReading reading = new ArthasReading(notes).Over(text, notes);
        return notes.Done(new ArthasMemory { Spaces = reading.Finish(), Unread = notes.Unread });
    }
}

sealed class ArthasReading(ReportNotes notes) : ILineReading
{
    readonly Words _words = new();
    readonly List<ArthasSpace> _spaces = [];
    bool _inTable;
    int _tables;

    public Reading Read(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return Reading.Understood;
        if (ArthasText.Begins(line))
        {
            // A dashboard draws itself anew every five seconds.
            _tables++;
            _inTable = true;
            _spaces.Clear();
            return Reading.Understood;
        }
        if (!_inTable)
            return Reading.Unknown;
        _words.Split(line);
        return Row(line);
    }

    public IReadOnlyList<ArthasSpace> Finish()
    {
        notes.Repeated(_tables, "Arthas' memory");
        if (_spaces.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "line below \"Memory used total max usage\"", "Arthas' dashboard or memory");
        Check("heap", "nonheap");
        Check("nonheap", "direct");
        return _spaces;
    }

    /// <summary>The name is what stands before the first size: it may have blanks ("ps Eden Space").</summary>
    Reading Row(ReadOnlySpan<byte> line)
    {
        int first = 1;
        while (first < _words.Count && !TrySize(line[_words[first]], out _))
            first++;
        if (first + 2 >= _words.Count)
        {
            // The table of the runtime, or of threads, follows.
            _inTable &= first < _words.Count;
            return _inTable ? Reading.Broken : Reading.Unknown;
        }
        if (!TrySize(line[_words[first + 1]], out RoundedSize? total) || !TrySize(line[_words[first + 2]], out RoundedSize? max)
            || !TrySize(line[_words[first]], out RoundedSize? used) || used is null || total is null)
            return Reading.Unknown;
        string name = ForeignText.Decode(_words.Between(line, 0, first - 1)).ToLowerInvariant().Replace(' ', '_');
        if (notes.HasRoom(_spaces.Count, "spaces", Limits.NmtTags))
            _spaces.Add(new ArthasSpace(name, used.Value, total.Value, max));
        return Reading.Understood;
    }

    /// <summary>A size has a unit, so that a count of the table beside is none; "-1" and "-" are no limit.</summary>
    static bool TrySize(ReadOnlySpan<byte> word, out RoundedSize? size)
    {
        size = null;
        if (word.SequenceEqual("-1"u8) || word.SequenceEqual("-"u8))
            return true;
        if (word.Length < 2 || !char.IsAsciiDigit((char)word[0]) || char.IsAsciiDigit((char)word[^1])
            || !ToolNumbers.TryRounded(word, 1, UnitFamily.Binary, out RoundedSize found))
            return false;
        size = found;
        return true;
    }

    /// <summary>What is committed in a heap is committed in its spaces; used may change between two beans.</summary>
    void Check(string whole, string next)
    {
        int at = _spaces.FindIndex(space => space.Name == whole);
        int end = _spaces.FindIndex(space => space.Name == next);
        if (at < 0 || (end < 0 ? _spaces.Count : end) is var last && last <= at + 1)
            return;
        Int128 sum = 0, step = _spaces[at].Total.Step.Value;
        for (int i = at + 1; i < last; i++)
        {
            sum += _spaces[i].Total.Value.Value;
            step += _spaces[i].Total.Step.Value;
        }
        if (Int128.Abs(sum - _spaces[at].Total.Value.Value) > step && sum <= long.MaxValue)
            notes.Add(Gaps.ToolTotalDiffers, "Arthas' memory", $"{whole}: {SizeText.Of(new Bytes((long)sum))} of {SizeText.Of(_spaces[at].Total.Value)}");
    }
}
