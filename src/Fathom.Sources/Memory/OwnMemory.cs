namespace Fathom.Sources.Memory;

/// <summary>
/// Our own memory, which the dying container pays for. The runtime collects what became old rarely, so what one part of a
/// look needed would still be there when the next one needs as much: between them it is given back.
/// </summary>
static class OwnMemory
{
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
