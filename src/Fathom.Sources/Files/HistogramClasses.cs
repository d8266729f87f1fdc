using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>
/// Which classes there are many of, by a histogram: it has a row for each class of which there is an object, so that a
/// class of several loaders stands in it several times. Classes without an object are missing: the counts are least ones.
/// </summary>
static class HistogramClasses
{
    const int Least = 20;
    const int Most = 10;

    public static LoadedClasses Of(ClassHistogram histogram, long loaders, long classes)
    {
        Dictionary<string, long> patterns = new(StringComparer.Ordinal), names = new(StringComparer.Ordinal);
        foreach (ClassCount row in histogram.Classes)
        {
            if (row.Name.StartsWith('['))
                continue;
            string pattern = ClassFamilies.Pattern(row.Name);
            Dictionary<string, long> counts = pattern == row.Name ? names : patterns;
            counts[pattern] = counts.GetValueOrDefault(pattern) + 1;
        }
        return new LoadedClasses(loaders, 0, Math.Max(classes, histogram.Classes.Count))
        {
            Families =
            [
                .. names.Select(each => new ClassFamily(each.Key, each.Value, Math.Min(each.Value, loaders)))
                    .Concat(patterns.Select(each => new ClassFamily(each.Key, each.Value, null)))
                    .Where(family => family.Classes >= Least)
                    .OrderByDescending(family => family.Classes).ThenBy(family => family.Name, StringComparer.Ordinal).Take(Most),
            ],
            Copies = names.Values.Sum(each => each - 1),
        };
    }
}
