using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.Formats;

/// <summary>What a text said, and the lines of it that were not understood.</summary>
public sealed record Parsed<T>(T Value, IReadOnlyList<Gap> Gaps);

/// <summary>Collects bad lines; after a few it only counts, so that garbage does not fill the answer.</summary>
sealed class BadLines(string file)
{
    const int Shown = 3;

    readonly List<Gap> _gaps = [];
    int _count;

    public void Add(int number, ReadOnlySpan<byte> line)
    {
        _count++;
        if (_count <= Shown)
            _gaps.Add(Fathom.Evidence.Gaps.LineNotUnderstood.At(
                string.Create(CultureInfo.InvariantCulture, $"{file}:{number}"), null, ForeignText.Quote(line)));
    }

    public IReadOnlyList<Gap> Gaps => _count <= Shown
        ? _gaps
        : [.. _gaps, Fathom.Evidence.Gaps.LineNotUnderstood.At(file, null,
            string.Create(CultureInfo.InvariantCulture, $"and {_count - Shown} more"))];
}
