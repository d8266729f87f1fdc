using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Peeking;

/// <summary>Parts of memory whose texts are kept in a look.</summary>
/// <param name="Choose">Which parts, once the census is known.</param>
/// <param name="Keep">Is handed one after the other.</param>
public sealed record ContentsOptions(Func<Snapshot, IReadOnlyList<PeekOptions>> Choose, Action<StoredContents> Keep);
