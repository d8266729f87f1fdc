using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles;

/// <summary>
/// What a report sums up and does not list. It becomes a row of its own, so that the total is the one that the tool
/// says and nobody gets what is not known to be his.
/// </summary>
/// <param name="isRounded">Each figure of the list is, so that they may come to more than the sum.</param>
sealed class ListedRest(ProfileBuilder builder, int width, bool isRounded = false)
{
    const string NotListed = "(not listed)";
    const string Rounding = "(rounding of the list)";
    const string Beyond = "(listed beyond the sum)";

    readonly Int128[] _listed = new Int128[width];
    (int Column, long Missing, long Total)? _lacks;
    int? _contradicted;
    bool _hasListed;
    bool _wasListed;

    public void Sample(int stack, ReadOnlySpan<long> values)
    {
        for (int i = 0; i < values.Length; i++)
            _listed[i] += values[i];
        _hasListed = _wasListed = true;
        builder.Sample(stack, values);
    }

    /// <param name="totals">As the tool says them; negative where it does not.</param>
    public void Close(ReadOnlySpan<long> totals)
    {
        Span<long> more = stackalloc long[totals.Length];
        Span<long> less = stackalloc long[totals.Length];
        for (int i = 0; i < totals.Length; i++)
        {
            Int128 rest = totals[i] < 0 ? 0 : totals[i] - _listed[i];
            long part = (long)Int128.Clamp(rest, long.MinValue, long.MaxValue);
            more[i] = Math.Max(part, 0);
            less[i] = Math.Min(part, 0);
            if (part > 0)
                _lacks ??= (i, part, totals[i]);
            if (part < 0 && !isRounded)
                _contradicted ??= i;
        }
        // A report without any list has no stacks at all.
        if (more.ContainsAnyExcept(0L))
            builder.Sample(_hasListed ? Named(NotListed) : 0, more);
        if (less.ContainsAnyExcept(0L))
            builder.Sample(Named(isRounded ? Rounding : Beyond), less);
        _listed.AsSpan().Clear();
        _hasListed = false;
    }

    /// <summary>Of the first value that lacks anything. A report without any list says so by its missing stacks.</summary>
    public void Tell(ReportNotes notes, IReadOnlyList<ProfileColumn> columns)
    {
        if (_wasListed && _lacks is var (column, missing, total))
            notes.Add(Gaps.ProfileNotListed, Text(missing), Text(total), columns[column].Name);
        if (_contradicted is { } at)
            notes.Add(Gaps.ReportContradicts, $"it lists more {columns[at].Name} than it sums up");
    }

    static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    int Named(string name) => builder.Stack(0, builder.Frame(new ProfileFrame(0, builder.Texts.Add(name), 0)));
}
