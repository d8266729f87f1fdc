using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Rows of the census that one finding is about.</summary>
sealed class Rows(IEnumerable<(int Number, CensusRow Row)> rows)
{
    const int MostSaid = 3;

    readonly List<(int Number, CensusRow Row)> _rows = [.. rows];

    public CensusRow? First => _rows.Count == 0 ? null : _rows[0].Row;

    public Bytes Bytes => _rows.Aggregate(Bytes.Zero, (sum, each) => sum + each.Row.Bytes);

    /// <summary>Of one of them, on average.</summary>
    public Bytes Each => new(Resident.Value / Math.Max(1, Count));

    public Bytes Resident => _rows.Aggregate(Bytes.Zero, (sum, each) => sum + each.Row.Resident);

    /// <summary>Null where they are of several kinds.</summary>
    public string? Structure => First is { } first && _rows.All(each => each.Row.Structure == first.Structure || each.Row.Resident.Value < Resident.Value / 100) ? first.Structure : null;

    public long Count => _rows.Sum(each => each.Row.Count);

    /// <summary>1 direct buffer, 300 direct buffers.</summary>
    public string Counted(string one) => string.Create(CultureInfo.InvariantCulture, $"{Count:N0} {one}{(Count == 1 ? "" : "s")}");

    public IReadOnlyList<Share> Shares => [.. _rows.Select(each => Share.OfRow(each.Number, each.Row.Resident))];

    /// <summary>No more than so many bytes of them, the largest first.</summary>
    public IReadOnlyList<Share> SharesUpTo(Bytes most)
    {
        List<Share> shares = [];
        long left = most.Value;
        foreach ((int number, CensusRow row) in _rows.OrderByDescending(each => each.Row.Resident.Value))
        {
            long part = Math.Min(left, row.Resident.Value);
            if (part > 0)
                shares.Add(Share.OfRow(number, new Bytes(part)));
            left -= part;
        }
        return shares;
    }

    /// <summary>A finding is as sure as the least sure of the rows that carry most of it.</summary>
    public Confidence Confidence
    {
        get
        {
            long half = Resident.Value / 2, seen = 0;
            Confidence worst = Confidence.Certain;
            foreach ((_, CensusRow row) in _rows.OrderByDescending(each => each.Row.Resident.Value))
            {
                if (seen > half)
                    break;
                seen += row.Resident.Value;
                worst = row.Confidence > worst ? row.Confidence : worst;
            }
            return worst;
        }
    }

    /// <summary>The largest, a sentence each; what is less than a hundredth is not worth one.</summary>
    public IEnumerable<string> Said()
    {
        IReadOnlyList<CensusRow> said = [.. _rows.Select(each => each.Row).Where(row => row.Resident.Value >= Resident.Value / 100)
            .OrderByDescending(row => row.Resident.Value).Take(MostSaid)];
        foreach (CensusRow row in said)
            yield return CensusSentence.Of(row);
        if (_rows.Count > said.Count)
            yield return $"and {_rows.Count - said.Count} smaller groups";
    }
}
