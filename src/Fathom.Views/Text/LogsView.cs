using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>The logs among the texts of a case, each with its threads named by the dumps among them.</summary>
static class LogsView
{
    public static void Write(SavedTexts? saved, int columns, TextWriter to)
    {
        if (saved is null)
            return;
        IReadOnlyList<ThreadDump> dumps = [.. saved.Of<ThreadDump>()];
        foreach (MemoryCalls calls in saved.Of<MemoryCalls>())
            MemoryCallsView.Write(calls, dumps, columns, to);
        foreach (AllocationLog log in saved.Of<AllocationLog>())
            AllocationLogView.Write(log, dumps, columns, to);
        foreach (FlightRecording recording in saved.Of<FlightRecording>())
            RecordingView.Write(recording, columns, to);
    }
}
