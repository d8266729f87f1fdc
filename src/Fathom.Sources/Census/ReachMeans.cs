using Fathom.Sources.Acts;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Census;

/// <summary>What reach needs beyond memory.</summary>
/// <param name="Stop">How the target stands still; null where it runs.</param>
sealed record ReachMeans(IProcFiles Files, ReachStop? Stop);

/// <summary>A target that stands still.</summary>
/// <param name="Registers">Of all its threads.</param>
/// <param name="Holds">Whether it has stood since.</param>
sealed record ReachStop(IReadOnlyList<ThreadRegisters> Registers, Func<bool> Holds);
