using Fathom.Evidence;

namespace Fathom.Cli.Commands;

/// <summary>Threads of a JVM by the names that Java gave them, as the kernel numbers them here.</summary>
static class JavaNames
{
    public static IReadOnlyDictionary<int, string> Of(Snapshot? snapshot)
    {
        Dictionary<int, string> names = [];
        foreach (JavaThread thread in snapshot?.JvmState?.Threads ?? [])
        {
            if (thread.WorkingName is { } name)
                names[thread.Tid] = name;
        }
        return names;
    }
}
