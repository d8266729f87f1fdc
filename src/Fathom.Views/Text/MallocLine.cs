using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>malloc in a line of the first screen: does it live, or is it only kept?</summary>
static class MallocLine
{
    public static void Write(MallocState? state, int columns, TextWriter to)
    {
        if (state is null || state.Arenas.Count == 0)
            return;
        HeapSplit resident = state.Resident;
        string near = state.Outcome >= WalkOutcome.Approximate ? "about " : "";
        Paragraph.Write("malloc", $"{near}{SizeText.Of(resident.InUse)} in use, {SizeText.Of(resident.Cached)} cached, {SizeText.Of(resident.Free)} free: "
            + $"a trim returns {SizeText.Of(resident.Trimmable)}, {SizeText.Of(resident.Locked)} is locked ({ProofText.Arenas(state.Arenas.Count)})", columns, to);
    }
}
