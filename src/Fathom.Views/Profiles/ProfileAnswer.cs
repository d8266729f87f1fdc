using Fathom.Accounting.Profiles;
using Fathom.Evidence;

namespace Fathom.Views.Profiles;

/// <summary>What is shown of profiles.</summary>
/// <param name="ByThread">Threads in place of functions.</param>
/// <param name="ByCumulative">The order of the table.</param>
/// <param name="Peek">Callers and callees of what fits; null for the table.</param>
public sealed record ProfileShown(int Top, bool ByThread, bool ByCumulative, bool Tree, FramePattern? Peek);

public sealed record ProfileAnswer(ProfileReport Report, ProfileShown Shown, IReadOnlyList<Gap> Gaps, Cost Cost);
