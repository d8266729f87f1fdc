using System.Diagnostics;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>The counters, once in words or row by row as jstat prints them.</summary>
sealed class JvmRows(Session session, JvmChoice choice, JvmProcess jvm, Stream? file)
{
    public int Run() => choice.Every is { } every ? Rows(every) : Once();

    int Once()
    {
        long begun = Stopwatch.GetTimestamp();
        if (!PerfDataFile.Read(jvm).Try(out PerfData? data, out Gap? gap))
            return Answering.Fail(session, gap);
        Write(data, begun);
        return ExitCode.Fine;
    }

    int Rows(TimeSpan every)
    {
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        long begun = Stopwatch.GetTimestamp();
        for (int row = 0; choice.Count is not { } count || row < count; row++)
        {
            // Each row at its own time: a slow one does not push the others back.
            TimeSpan wait = (every * row) - Stopwatch.GetElapsedTime(begun);
            if (row > 0 && ended.Wait(wait > TimeSpan.Zero ? wait : TimeSpan.Zero))
                break;
            // A file whose JVM was killed stays and does not change any more.
            Result<PerfData> read = jvm.IsAlive() ? PerfDataFile.Read(jvm) : Gaps.TargetGone.At("/proc");
            if (!read.Ok)
                return row > 0 && !jvm.IsAlive() ? ExitCode.Fine : Answering.Fail(session, read.Gap!);
            WriteRow(read.Value, row == 0);
        }
        return ExitCode.Fine;
    }

    void Write(PerfData data, long begun)
    {
        JvmCounters counters = new(DateTimeOffset.UtcNow, JvmTarget.Of(jvm, data, choice.Raw), data, [],
            Cost.None with { Wall = Stopwatch.GetElapsedTime(begun), OwnPeak = OwnFootprint.Peak() });
        if (choice.Output.IsJson)
            JvmJson.Write(file ?? session.Output, counters);
        else
            ToText(to => JvmView.Write(counters, file is null ? session.Columns : 160, to));
    }

    void WriteRow(PerfData data, bool first)
    {
        if (choice.Output.IsJson)
        {
            Write(data, Stopwatch.GetTimestamp());
            return;
        }
        IReadOnlyList<JstatColumn> columns = choice.Sizes ? JstatColumns.Gc(data) : JstatColumns.GcUtil(data);
        ToText(to =>
        {
            if (first)
                JvmView.WriteTitles(columns, to);
            JvmView.WriteRow(columns, data, to);
        });
    }

    void ToText(Action<TextWriter> write)
    {
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        write(writer ?? session.Out);
        session.Out.Flush();
    }
}
