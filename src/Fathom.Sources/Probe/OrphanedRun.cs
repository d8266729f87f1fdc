using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>A probe that a JVM took up at its start, from a `fathom run` that was killed: it is another file than the one of a later trace.</summary>
static class OrphanedRun
{
    public static void End(JvmProcess jvm, HotSpotAttach attach)
    {
        if (PathOf(jvm.Pid) is not { } library || ProbeTable.Find(jvm) is not { } left || !left.Try(out ProbeTable? table, out _))
            return;
        using (table)
        {
            if (table.TryOwn())
                _ = new ProbeCommands(attach, library, table.Owner).Stop();
        }
    }

    /// <summary>As the target has it; null where there is none, or its file is gone.</summary>
    static string? PathOf(int pid)
    {
        byte[] maps = DirectoryFiles.OfProcess(pid).Read("maps", Evidence.Limits.ProcFileBytes).Or([]);
        return maps.AsSpan().IndexOf(ProbeFolder.Begins) < 0 ? null
            : MapsText.Parse(maps, "maps").Value.FirstOrDefault(mapping => ProbeFolder.IsLibrary(mapping.Name))?.Name;
    }
}
