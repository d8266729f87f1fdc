using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>A log of strace: what each program mapped and did not give back, by thread and by place in the code.</summary>
static class MemoryCallsView
{
    const int MostPrograms = 4;
    const int MostRows = 6;

    public static void Write(MemoryCalls calls, IReadOnlyList<ThreadDump> dumps, int columns, TextWriter to)
    {
        Paragraph.Write("strace", LogRows.Calls(calls.Calls) + LogRows.Span(calls.FirstTime, calls.LastTime), columns, to);
        foreach (TracedProgram program in calls.Programs.OrderByDescending(each => each.Live.Usable.Value).Take(MostPrograms))
            Write(program, dumps, columns, to);
        if (calls.Programs.Count > MostPrograms)
            Paragraph.Write("", string.Create(CultureInfo.InvariantCulture, $"and {calls.Programs.Count - MostPrograms} programs more: --json has them"), columns, to);
        if (calls.GuessedThreads > 0)
            Paragraph.Write("", string.Create(CultureInfo.InvariantCulture, $"whose {calls.GuessedThreads} of the threads are was not said (trace clone and execve too): they were taken for the newest program's"), columns, to);
    }

    static void Write(TracedProgram program, IReadOnlyList<ThreadDump> dumps, int columns, TextWriter to)
    {
        Paragraph.Write("", Sentence(program), columns, to);
        Rows(program.Threads, "Thread", mapper => LogRows.Thread(mapper.Tid, dumps), mapper => LogRows.Java(mapper.Tid, dumps), columns, to);
        Rows(program.Sites, "Called from", mapper => LogRows.Site(mapper.Frames), static _ => null, columns, to);
    }

    static string Sentence(TracedProgram program)
    {
        string who = (program.File ?? "program") + (program.Pid is { } pid ? string.Create(CultureInfo.InvariantCulture, $" {pid}") : "")
            + (program.End is null ? "" : $" ({program.End})");
        string peak = program.Peak > program.Live.Usable ? $" of {SizeText.Of(program.Peak)} at most{(program.PeakTime is null ? "" : " at " + program.PeakTime)}" : "";
        string heaps = program.ArenaHeaps == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {program.ArenaHeaps} heaps of malloc's arenas (64 MiB each, reserved)");
        string before = program.ReleasedOfBefore > Bytes.Zero ? $"; gave back {SizeText.Of(program.ReleasedOfBefore)} of before the log" : "";
        return $"{who} kept {SizeText.Of(program.Live.Usable)}{peak}, reserved {SizeText.Of(program.Live.Reserved)}, mapped files of {SizeText.Of(program.Live.Files)}{heaps}{before}";
    }

    static void Rows(IReadOnlyList<Mapper> mappers, string title, Func<Mapper, string> name, Func<Mapper, string?> under, int columns, TextWriter to)
    {
        if (mappers.Count == 0)
            return;
        Table table = new(to, columns, new Column("Kept", 9, Align.Right), new("Mapped", 9, Align.Right), new("Calls", 9, Align.Right), new("Heaps", 5, Align.Right), new(title, 0));
        table.Header();
        foreach (Mapper mapper in mappers.Take(MostRows))
        {
            table.Row(SizeText.Of(mapper.Live.Usable), SizeText.Of(mapper.Mapped), LogRows.Count(mapper.Calls), mapper.ArenaHeaps == 0 ? "-" : LogRows.Count(mapper.ArenaHeaps), name(mapper));
            if (under(mapper) is { } remark)
                table.Under(remark);
        }
        if (mappers.Count > MostRows)
            table.Row(SizeText.Of(Rest(mappers)), "", "", "", string.Create(CultureInfo.InvariantCulture, $"{mappers.Count - MostRows} others"));
    }

    static Bytes Rest(IReadOnlyList<Mapper> mappers) => new(mappers.Skip(MostRows).Sum(mapper => mapper.Live.Usable.Value));
}
