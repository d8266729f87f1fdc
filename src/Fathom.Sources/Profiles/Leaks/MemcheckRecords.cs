using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>Leak checks of one process, as text or XML: records with their stacks, and the sums. A check after another is a later moment.</summary>
sealed class MemcheckRecords
{
    const int Kinds = 5;
    const int Width = 2 + (2 * Kinds);

    static readonly string[] Titles = ["definitely lost", "indirectly lost", "possibly lost", "still reachable", "suppressed"];

    static readonly ProfileColumn[] Columns = MadeColumns();

    readonly ProfileBuilder _builder = new(Width);
    readonly SnapshotList _earlier = new();
    readonly ListedRest _listed;
    readonly List<int> _frames = [];
    readonly long[] _totals = new long[Width];
    MemcheckRecord? _open;
    bool _hasAny;

    public MemcheckRecords()
    {
        _listed = new ListedRest(_builder, Width);
        _totals.AsSpan().Fill(-1);
    }

    public ProfileBuilder Builder => _builder;

    public bool HasSums => _totals[2] >= 0;

    public void Begin(in MemcheckRecord record)
    {
        End();
        // Sums stand below the records: what comes behind them is of the next check.
        if (HasSums)
            Next();
        _open = record;
    }

    public bool Frame(in ProfileFrame frame)
    {
        if (_open is null || _frames.Count >= Limits.ProfileDepth)
            return false;
        _frames.Add(_builder.Frame(frame));
        return true;
    }

    public void End()
    {
        if (_open is { } record)
        {
            Span<long> values = stackalloc long[Width];
            values.Clear();
            (values[0], values[1]) = (record.Blocks, record.Bytes);
            int at = 2 + (2 * (int)record.Kind);
            (values[at], values[at + 1]) = (record.Blocks, record.Bytes);
            _listed.Sample(_builder.StackOf(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_frames)), values);
            _hasAny = true;
        }
        _frames.Clear();
        _open = null;
    }

    public void InUse(long bytes, long blocks)
    {
        End();
        if (HasSums)
            Next();
        (_totals[0], _totals[1]) = (blocks, bytes);
        _hasAny = true;
    }

    public void Sum(in MemcheckRecord sum)
    {
        End();
        int at = 2 + (2 * (int)sum.Kind);
        (_totals[at], _totals[at + 1]) = (sum.Blocks, sum.Bytes);
        _hasAny = true;
    }

    /// <summary>Nothing was in use.</summary>
    public void None()
    {
        End();
        _totals.AsSpan().Clear();
        _hasAny = true;
    }

    public AllocationProfile Done(string place, string kind, ReportNotes notes)
    {
        End();
        if (!_hasAny)
            notes.Add(Gaps.ProfileDamaged, "it has no leak check; without --leak-check valgrind only sums up");
        _listed.Close(_totals);
        _listed.Tell(notes, Columns);
        notes.AddFull(_builder, _earlier);
        return _builder.Done(place, kind, Columns, ProfileSampling.All) with { Earlier = _earlier.Kept };
    }

    static ProfileColumn[] MadeColumns()
    {
        const string InUse = "in use when it was checked";
        List<ProfileColumn> columns = [ProfileColumn.InUseCount with { Title = InUse }, ProfileColumn.InUseBytes with { Title = InUse }];
        foreach (string title in Titles)
        {
            string name = title.Replace(' ', '_');
            columns.Add(new(name + "_objects", "count", ProfileMeasure.Other) { Title = title });
            columns.Add(new(name + "_space", "bytes", ProfileMeasure.Other) { Title = title });
        }
        return [.. columns];
    }

    void Next()
    {
        _listed.Close(_totals);
        _earlier.Add(new ProfileSnapshot($"check {_earlier.Seen + 1}", _builder.Cut(), HasStacks: true));
        _totals.AsSpan().Fill(-1);
    }
}
