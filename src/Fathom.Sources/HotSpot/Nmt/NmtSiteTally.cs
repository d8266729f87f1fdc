using System.Numerics;

namespace Fathom.Sources.HotSpot.Nmt;

/// <summary>Blocks by the site that their headers name: an open table, since a search must not allocate a thing per block.</summary>
sealed class NmtSiteTally
{
    // Of 511 or 4,099 buckets a JVM fills with 2,000 to 10,000 sites. What does not fit is counted by its tag only.
    const int Most = 1 << 18;

    public record struct Row(uint Marker, int Tag, long Count, long Size, long Resident);

    Row[] _rows = new Row[4096];

    public int Count { get; private set; }

    public ReadOnlySpan<Row> Rows => _rows;

    public void Add(uint marker, int tag, long size, long resident)
    {
        ref Row row = ref Slot(marker, tag);
        if (row.Count == 0)
        {
            if (Count >= Most)
                return;
            Count++;
            row = new Row(marker, tag, 0, 0, 0);
        }
        row.Count++;
        row.Size += size;
        row.Resident += resident;
        if (Count > _rows.Length / 2 && _rows.Length < 2 * Most)
            Grow();
    }

    ref Row Slot(uint marker, int tag)
    {
        int mask = _rows.Length - 1;
        int at = (int)(BitOperations.RotateLeft(unchecked((marker ^ ((uint)tag << 24)) * 0x9E37_79B1), 15) & (uint)mask);
        while (_rows[at].Count != 0 && (_rows[at].Marker != marker || _rows[at].Tag != tag))
            at = (at + 1) & mask;
        return ref _rows[at];
    }

    void Grow()
    {
        Row[] old = _rows;
        _rows = new Row[old.Length * 2];
        foreach (Row row in old)
        {
            if (row.Count != 0)
                Slot(row.Marker, row.Tag) = row;
        }
    }
}
