using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// A linked list in foreign memory. It may change while it is read, and what we take for it may be none: it ends at its
/// length's limit, and where it comes back to itself (Brent's algorithm, which keeps one place and no set).
/// </summary>
static class Chain
{
    public static IEnumerable<Address> From(Address? first, int most, Func<Address, Address?> next)
    {
        Address? kept = null;
        int keepAt = 1;
        Address? at = first;
        for (int i = 1; i <= most && at is { } one && one != kept; i++)
        {
            yield return one;
            if (i == keepAt)
            {
                kept = one;
                keepAt = (int)Math.Min(keepAt * 2L, int.MaxValue);
            }
            at = next(one);
        }
    }
}
