using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>A log of allocations: who asked for most that still lives, with the Java thread where a dump was given too.</summary>
static class AllocationLogView
{
    const int MostRows = 8;

    public static void Write(AllocationLog log, IReadOnlyList<ThreadDump> dumps, int columns, TextWriter to)
    {
        string about = log.OneOf > 1 ? "about " : "";
        Paragraph.Write("malloc", LogRows.Calls(log.Calls) + LogRows.Span(log.FirstTime, log.LastTime)
            + $"; asked for {SizeText.Of(log.Allocated)}, {about}{SizeText.Of(log.Live)} in {LogRows.Count(log.LiveBlocks)} blocks not given back"
            + (log.FreedOfBefore > 0 ? $"; gave back {LogRows.Count(log.FreedOfBefore)} blocks of before the log" : ""), columns, to);
        Rows(log.Threads, "Thread", one => LogRows.Thread(one.Tid, dumps), one => LogRows.Java(one.Tid, dumps), columns, to);
        Rows(log.Sites, "Called from", one => one.Site!, static _ => null, columns, to);
    }

    static void Rows(IReadOnlyList<Requester> requesters, string title, Func<Requester, string> name, Func<Requester, string?> under, int columns, TextWriter to)
    {
        if (requesters.Count == 0)
            return;
        Table table = new(to, columns, new Column("Lives", 9, Align.Right), new("Blocks", 9, Align.Right), new("Asked for", 9, Align.Right), new("Calls", 9, Align.Right), new(title, 0));
        table.Header();
        foreach (Requester one in requesters.Take(MostRows))
        {
            table.Row(SizeText.Of(one.Live), LogRows.Count(one.LiveBlocks), SizeText.Of(one.Allocated), LogRows.Count(one.Calls), name(one));
            if (under(one) is { } remark)
                table.Under(remark);
        }
        if (requesters.Count > MostRows)
            table.Row(SizeText.Of(new Bytes(requesters.Skip(MostRows).Sum(one => one.Live.Value))), "", "", "", string.Create(CultureInfo.InvariantCulture, $"{requesters.Count - MostRows} others"));
    }
}
