using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>What __sanitizer_print_memory_profile prints of AddressSanitizer's heap (compiler-rt, asan_memory_profile.cpp): what lives, by stack. The last one is shown, those before it are moments.</summary>
sealed class SanitizerHeapText : ILineProfile
{
    static readonly ProfileColumn[] Columns = [ProfileColumn.InUseCount, ProfileColumn.InUseBytes];

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(2);
    readonly ListedRest _listed;
    readonly SnapshotList _earlier = new();
    readonly List<int> _frames = [];
    (long Bytes, long Blocks)? _open;
    (long Bytes, long Blocks)? _total;

    SanitizerHeapText(string place) => (_place, _notes, _listed) = (place, new ReportNotes(place), new ListedRest(_builder, 2));

    public static bool Begins(ReadOnlySpan<byte> line) => TryHead(line, out _);

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new SanitizerHeapText(place).Over(stream);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        if (TryHead(line, out (long, long) total))
            Begin(total);
        else if (_total is null)
            return;
        else if (TryBlocks(line, out (long, long) blocks))
            Open(blocks);
        else if (_open is not null && SanitizerFrame.TryParse(line, _builder, out ProfileFrame frame))
            Push(frame);
        else
            Other(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        End();
        if (_total is var (bytes, blocks))
            _listed.Close([blocks, bytes]);
        _listed.Tell(_notes, Columns);
        _notes.AddFull(_builder, _earlier);
        AllocationProfile profile = _builder.Done(_place, "AddressSanitizer heap", Columns, ProfileSampling.All);
        return _notes.Done(profile with { Earlier = _earlier.Kept, Lines = lines, Unread = _notes.Unread });
    }

    /// <summary>"Live Heap Allocations: 106037 bytes in 20 chunks; quarantined: …; showing top 90% (at most 20 unique contexts)".</summary>
    static bool TryHead(ReadOnlySpan<byte> line, out (long Bytes, long Blocks) total)
    {
        AsciiLine rest = new(line);
        total = default;
        return rest.Take("Live Heap Allocations: "u8) && SanitizerFrame.TryAmount(ref rest, " bytes in "u8, out total.Bytes) && SanitizerFrame.TryAmount(ref rest, " chunks;"u8, out total.Blocks);
    }

    /// <summary>"20000 byte(s) (18%) in 1 allocation(s)".</summary>
    static bool TryBlocks(ReadOnlySpan<byte> line, out (long Bytes, long Blocks) blocks)
    {
        AsciiLine rest = new(line);
        blocks = default;
        return SanitizerFrame.TryAmount(ref rest, " byte(s) ("u8, out blocks.Bytes) && rest.TakeDecimal(out _) && rest.Take("%) in "u8) && SanitizerFrame.TryAmount(ref rest, " allocation(s)"u8, out blocks.Blocks);
    }

    void Begin((long Bytes, long Blocks) total)
    {
        End();
        if (_total is var (bytes, blocks))
        {
            _listed.Close([blocks, bytes]);
            _earlier.Add(new ProfileSnapshot($"print {_earlier.Seen + 1}", _builder.Cut(), HasStacks: true));
        }
        _total = total;
    }

    void Open((long, long) blocks)
    {
        End();
        _open = blocks;
    }

    void Push(in ProfileFrame frame)
    {
        if (_frames.Count < Limits.ProfileDepth)
            _frames.Add(_builder.Frame(frame));
    }

    void Other(int number, ReadOnlySpan<byte> line)
    {
        if (_open is not null && !line.IsEmpty)
            _notes.Broken(number, line);
        End();
    }

    void End()
    {
        if (_open is var (bytes, blocks))
            _listed.Sample(_builder.StackOf(CollectionsMarshal.AsSpan(_frames)), [blocks, bytes]);
        _frames.Clear();
        _open = null;
    }
}
