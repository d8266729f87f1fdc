using Fathom.Evidence.Peeking;

namespace Fathom.Evidence.Saved;

/// <summary>What stood in live blocks when a bundle was made.</summary>
/// <param name="Name">Of whose blocks, as a census calls them; empty for all memory that can be written to.</param>
/// <param name="Groups">The census's groups that they are in.</param>
public sealed record StoredContents(string Name, IReadOnlyList<int> Groups, MemoryContents Contents);
