using Fathom.Accounting.Comparison;
using Fathom.Evidence;

namespace Fathom.Views;

/// <summary>What `diff` has to say.</summary>
/// <param name="IsOver">The whole or a line grew by more than the limit.</param>
public sealed record DiffAnswer(Diff Diff, IReadOnlyList<Gap> Gaps, Cost Cost, Bytes? Limit, bool IsOver);
