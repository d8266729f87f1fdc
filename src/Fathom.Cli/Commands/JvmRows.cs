using System.Diagnostics;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>The counters row by row, as jstat prints them.</summary>
sealed class JvmRows(Session session, JvmChoice choice, JvmProcess jvm, Stream? file)
{
    readonly CounterSource _source = new(jvm);


    public int Run(TimeSpan every)
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
            Result<PerfData> read = jvm.IsAlive() ? _source.Read() : Gaps.TargetGone.At("/proc");
            if (!read.Ok)
                return row > 0 && !jvm.IsAlive() ? ExitCode.Fine : Answering.Fail(session, read.Gap!);
            WriteRow(read.Value, row == 0);
        }
        return ExitCode.Fine;
    }

    void WriteRow(PerfData data, bool first)
    {
        if (choice.Output.IsJson)
        {
            JvmJson.Write(file ?? session.Output, new JvmCounters(DateTimeOffset.UtcNow, JvmTarget.Of(jvm, data, choice.Raw), data, _source.Gaps,
                Cost.None with { OwnPeak = OwnFootprint.Peak() }));
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
