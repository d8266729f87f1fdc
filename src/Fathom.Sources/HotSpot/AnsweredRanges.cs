using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.HotSpot;

/// <summary>Joins what the JVM answered with what its memory shows: what it says itself replaces what was inferred.</summary>
static class AnsweredRanges
{
    const string Info = "VM.info";
    const string Metaspace = "VM.metaspace";
    const string CardTable = "card table";
    const string MarkBitmap = "mark bitmap";

    public static JvmState Join(JvmState state, JvmAnswers answers)
    {
        List<JvmRange> told = [.. OfMetaspace(answers.Metaspace), .. OfInfo(answers.Info)];
        // Parts of which the JVM names every range; of the others it names some.
        bool metaspace = told.Exists(range => range.Command == Metaspace);
        HashSet<string> tables = [.. told.Where(range => range.Part == JvmPart.Gc).Select(range => range.Name)];
        bool Stays(JvmRange range) => range.Part switch
        {
            JvmPart.Metaspace or JvmPart.ClassSpace => !metaspace,
            JvmPart.Gc => !tables.Contains(range.Name),
            _ => true,
        };
        return state with
        {
            Ranges = [.. state.Ranges.Where(Stays), .. told],
            NmtMap = [.. answers.Nmt.Select(range => range with { Range = Vm.Pages(range.Range) })],
        };
    }

    static IEnumerable<JvmRange> OfMetaspace(MetaspaceReport? report) =>
        (report?.Nodes ?? []).Where(node => !node.Range.IsEmpty).Select(node => node.IsClassSpace
            ? Of(node.Range, JvmPart.ClassSpace, "class", Metaspace)
            : Of(node.Range, JvmPart.Metaspace, "nonclass", Metaspace));

    static IEnumerable<JvmRange> OfInfo(VmInfo? info)
    {
        if (info is null)
            yield break;
        if (info.CardTable is { } cards)
            yield return Of(cards, JvmPart.Gc, CardTable, Info);
        foreach (NamedRange bits in info.Bits)
            yield return Of(bits.Range, JvmPart.Gc, MarkBitmap, Info);
        if (info.PollingPage is { } page)
            yield return Of(page, JvmPart.Other, "safepoint", Info);
    }

    static JvmRange Of(AddressRange range, JvmPart part, string name, string command) =>
        new JvmRange(Vm.Pages(range), part, name) with { Command = command };
}
