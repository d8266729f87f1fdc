using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>
/// The file of valgrind's massif (massif.out.PID; heaptrack_print -M writes one, too): snapshots in order of time, some of them with
/// a tree, which has the allocating place outside and its callers further in (ms_main.c, pp_snapshot).
/// </summary>
sealed class MassifFile : ILineProfile
{
    static readonly ProfileColumn[] Columns = [ProfileColumn.InUseBytes];

    readonly string _place;
    readonly ReportNotes _notes;
    readonly ProfileBuilder _builder = new(1);
    readonly SnapshotList _earlier = new();
    readonly MassifTree _tree;
    SnapshotList _waiting = new();
    ProfileSnapshot? _shown;
    MassifHead? _open;
    MassifHead? _lastBare;
    string _unit = "";

    MassifFile(string place) => (_place, _notes, _tree) = (place, new ReportNotes(place), new MassifTree(_builder));

    public static bool Begins(ReadOnlySpan<byte> head)
    {
        Lines lines = new(head);
        return lines.MoveNext() && lines.Current.StartsWith("desc: "u8) && lines.MoveNext() && lines.Current.StartsWith("cmd: "u8)
            && lines.MoveNext() && lines.Current.StartsWith("time_unit: "u8);
    }

    public static Parsed<AllocationProfile> Read(Stream stream, string place) => new MassifFile(place).Over(stream);

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        line = line.WithoutEnd();
        AsciiLine rest = new(line);
        if (line.IsEmpty || line[0] == (byte)'#' || line.StartsWith("desc: "u8) || line.StartsWith("cmd: "u8))
            return;
        if (rest.Take("time_unit: "u8))
            _unit = ForeignText.Decode(rest.Rest);
        else if (rest.Take("snapshot="u8))
            Begin();
        else if (_open is { } head && head.Take(line))
            _open = head;
        else if (_open is null || !_tree.Take(line))
            _notes.Broken(number, line);
    }

    public Parsed<AllocationProfile> Done(long lines)
    {
        End();
        if (_shown is null && _lastBare is null)
            _notes.Add(Gaps.ProfileDamaged, "it has no snapshot");
        else if (_lastBare is { } bare)
            _notes.Add(Gaps.ProfileSnapshotsBare, _waiting.Seen.ToString("N0", CultureInfo.InvariantCulture), bare.When(_unit), SizeText.Of(new Bytes(bare.HeapBytes)));
        // Of a file without any tree the last sum is all there is.
        if (_shown is null && _waiting.Kept.Count > 0)
            Show(_waiting.Kept[^1], _waiting.Kept.Count - 1);
        _notes.AddFull(_builder, _earlier);
        AllocationProfile profile = _builder.Done(_place, "massif file", Columns, ProfileSampling.All);
        return _notes.Done(profile with { When = _shown?.When, Samples = _shown?.Samples ?? profile.Samples, Earlier = _earlier.Kept, Lines = lines, Unread = _notes.Unread });
    }

    void Begin()
    {
        End();
        _open = new MassifHead("", 0, false);
    }

    /// <summary>The last one with a tree is shown; what has none and comes later is a sum that nobody can be asked about.</summary>
    void End()
    {
        if (_open is not { } head)
            return;
        _open = null;
        _tree.End();
        if (!head.HasTree)
            _builder.Sample(0, [head.HeapBytes]);
        ProfileSnapshot snapshot = new(head.When(_unit), _builder.Cut(), head.HasTree);
        if (head.HasTree)
            Show(snapshot, _waiting.Kept.Count);
        else
            _waiting.Add(snapshot);
        _lastBare = head.HasTree ? null : head;
    }

    void Show(ProfileSnapshot snapshot, int waiting)
    {
        if (_shown is not null)
            _earlier.Add(_shown);
        for (int i = 0; i < waiting; i++)
            _earlier.Add(_waiting.Kept[i]);
        _waiting = new();
        _shown = snapshot;
    }
}
