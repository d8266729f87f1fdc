using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Streams that no Java object holds: a native library made them, and nothing refers to them any more, as far as it was looked.</summary>
sealed class StreamsLost : CensusRule
{
    public override string Id => "FTH011";

    public override Finding? Judge(Case seen)
    {
        Rows lost = new(seen.Rows(row => Streams.Any(row) && row.Reachable == Reachable.Lost));
        if (seen.Matters(lost.Resident))
            return About(seen, lost, string.Create(CultureInfo.InvariantCulture, $"{lost.Count:N0} {Streams.Plural(lost)} lost: nothing refers to them, they hold {SizeText.Of(lost.Resident)}")) with
            {
                Return = "nothing but a restart ends them; the library that made them has to",
            };
        if (!Held.IsKnown(seen))
            return null;
        Rows loose = new(seen.Rows(row => Streams.Any(row) && row is { Holder: null, Reachable: Reachable.Unknown }));
        if (!seen.Matters(loose.Resident))
            return null;
        return About(seen, loose, string.Create(CultureInfo.InvariantCulture, $"{loose.Count:N0} {Streams.Plural(loose)} that no Java object holds: {SizeText.Of(loose.Resident)}")) with
        {
            Confidence = Confidence.Possible,
            Evidence = [.. loose.Said(), "all of the Java heap was gone through: they are a native library's own"],
            Undecided = "whether the library still refers to them: fathom TARGET --lost",
            Return = "nothing but a restart ends them; the library that made them has to",
        };
    }
}
