using Fathom.Evidence;

namespace Fathom.Sources.Cgroup;

/// <summary>The cgroup that was chosen, still open: what more is read of it is read from the same one.</summary>
/// <param name="Folder">Below where the files begin; "" or "pod/a".</param>
sealed record CgroupAt(ICgroupFiles Files, string Folder, CgroupUsage Usage) : IDisposable
{
    public void Dispose() => Files.Dispose();
}
