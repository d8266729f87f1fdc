using Fathom.Evidence;

namespace Fathom.Accounting.Comparison;

/// <summary>An account or a kind of live blocks, then and now.</summary>
public readonly record struct Change(string Name, Bytes Before, Bytes After)
{
    public Bytes By => After - Before;
}
