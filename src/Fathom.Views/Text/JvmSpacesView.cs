using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>Heap, metaspace, code and buffers: reserved, committed, used, and what of it is in memory.</summary>
static class JvmSpacesView
{
    public static void Write(JvmState state, Ledger ledger, int columns, TextWriter to)
    {
        Table table = new(to, columns, new Column("Memory", 24), new Column("Reserved", 9, Align.Right), new Column("Committed", 9, Align.Right),
            new Column("Used", 9, Align.Right), new Column("Resident", 9, Align.Right), new Column("Count", 0));
        table.Header();
        foreach (JvmSpaceLine line in JvmSpaces.Of(state, ledger))
            table.Row((line.IsPart ? "  " : "") + line.Name, SizeText.Of(line.Use.Reserved), SizeText.Of(line.Use.Committed),
                SizeText.Of(line.Use.Used), SizeText.Of(line.Resident), Remark(line));
        if (state.DirectBuffers is { } direct)
            table.Row("direct buffers", SizeText.Of(state.Figures?.DirectLimit), "-", SizeText.Of(direct.Reserved), "-", Count(direct.Count));
        if (state.Figures?.MappedBuffers is { } mapped)
            table.Row("mapped buffers", "-", "-", SizeText.Of(mapped.Reserved), "-", Count(mapped.Count));
        foreach (NettyMemory netty in state.Figures?.Netty ?? [])
            table.Row("netty without cleaner", SizeText.Of(netty.Limit), "-", SizeText.Of(netty.Used), "-", Shaded(netty));
    }

    static string Remark(JvmSpaceLine line) => line.AtCollection ? "last GC" : line.Use.Regions is { } regions ? Count(regions) : "";

    static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What stands before Netty's own name in a shaded copy.</summary>
    static string Shaded(NettyMemory netty)
    {
        int at = netty.ClassName.IndexOf("io.netty.", StringComparison.Ordinal);
        return at > 0 ? Printable.Of(netty.ClassName[..(at - 1)]) : "";
    }
}
