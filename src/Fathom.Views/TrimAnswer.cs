using Fathom.Accounting.Malloc;
using Fathom.Evidence;

namespace Fathom.Views;

/// <summary>What `trim` has to show: the look, and what came of the trim if there was one.</summary>
public sealed record TrimAnswer(Snapshot Before, TrimDone? Done);

/// <summary>A trim that was done, with the look after it.</summary>
public sealed record TrimDone(Snapshot After, TrimTruth Truth);
