using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// What heap(1) and leaks(1) of macOS print, by class; neither has stacks here. leaks gives each block a line, in a tree of what
/// leads to what ("1 (80 bytes) &lt;NSData 0x6000&gt; [80]") or, before its version 4, one under the other ("Leak: 0x7f size=48 …").
/// </summary>
sealed class MacMemoryText : ILineProfile
{
    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(2);
    readonly ListedRest _listed;
    readonly long[] _totals = [-1, -1];
    bool _isLeaks;
    bool _hasHead;

    MacMemoryText(string place) => (_place, _notes, _listed) = (place, new ReportNotes(place), new ListedRest(_builder, 2));

    public static bool Begins(ReadOnlySpan<byte> line) => IsHeapHead(line.WithoutEnd()) || IsLeaksHead(line.WithoutEnd());

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new MacMemoryText(place).Over(stream);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        _isLeaks |= IsLeaksHead(line);
        if (TryTotal(line, out long blocks, out long bytes))
            (_totals[0], _totals[1]) = (blocks, bytes);
        else if (!_hasHead && !_isLeaks)
            _hasHead = IsHeapHead(line);
        else if (MacMemoryRow.TryParse(line, _isLeaks, out MacMemoryRow row))
            Take(row);
        else if (!line.IsEmpty)
            _notes.Keep(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        _listed.Close(_totals);
        if (_totals[0] < 0)
            _notes.Add(Gaps.ProfileDamaged, "its sum is missing");
        string? title = _isLeaks ? "leaked" : null;
        ProfileColumn[] columns = [ProfileColumn.InUseCount with { Title = title }, ProfileColumn.InUseBytes with { Title = title }];
        _listed.Tell(_notes, columns);
        _notes.Add(Gaps.ProfileFlatOnly);
        _notes.AddFull(_builder);
        AllocationProfile profile = _builder.Done(_place, _isLeaks ? "leaks of macOS" : "heap of macOS", columns, ProfileSampling.All);
        return _notes.Done(profile with { Lines = lines, Unread = _notes.Unread });
    }

    void Take(in MacMemoryRow row)
    {
        ReadOnlySpan<byte> name = row.Name.IsEmpty ? "non-object"u8 : row.Name;
        int library = row.Binary.IsEmpty ? 0 : _builder.Texts.Add(row.Binary);
        _listed.Sample(_builder.Stack(0, _builder.Frame(new ProfileFrame(0, _builder.Texts.Add(name), library))), [row.Blocks, row.Bytes]);
    }

    static bool IsHeapHead(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        foreach (string word in (ReadOnlySpan<string>)["COUNT", "BYTES", "AVG", "CLASS_NAME"])
        {
            rest.TakeBlanks();
            if (!System.Text.Ascii.Equals(rest.TakeWord(), word))
                return false;
        }
        return true;
    }

    static bool IsLeaksHead(ReadOnlySpan<byte> line) => line.StartsWith("leaks Report Version:"u8);

    /// <summary>"Process 34308: 21 leaks for 157136 total leaked bytes.", "All zones: 577 nodes (218112 bytes)".</summary>
    static bool TryTotal(ReadOnlySpan<byte> line, out long blocks, out long bytes)
    {
        blocks = bytes = 0;
        AsciiLine rest = new(line);
        if (rest.Take("All zones: "u8))
            return MacMemoryRow.TakeNumber(ref rest, out blocks) && rest.Take(" nodes ("u8) && MacMemoryRow.TakeNumber(ref rest, out bytes) && rest.Take(" bytes)"u8);
        return rest.Take("Process "u8) && rest.TakeDecimal(out _) && rest.Take(": "u8) && MacMemoryRow.TakeNumber(ref rest, out blocks)
            && (rest.Take(" leaks for "u8) || rest.Take(" leak for "u8)) && MacMemoryRow.TakeNumber(ref rest, out bytes) && rest.Take(" total leaked bytes"u8);
    }
}
