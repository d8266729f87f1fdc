using System.Globalization;
using Fathom.Accounting.Saved;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>What the views of logs share: who a thread is, and how often what was called.</summary>
static class LogRows
{
    const int MostFrames = 4;

    /// <summary>"4242 main: ZipFile.read &lt; …"; without a dump only the number.</summary>
    public static string Thread(int? tid, IReadOnlyList<ThreadDump> dumps)
    {
        if (tid is not { } number)
            return "the one thread that was traced";
        ThreadOfLog thread = ThreadOfLog.Of(number, dumps);
        string name = thread.Name is null ? "" : " " + thread.Name;
        string frames = thread.Frames.Count == 0 ? "" : ": " + Stack(thread.Frames);
        return number.ToString(CultureInfo.InvariantCulture) + name + frames;
    }

    public static string Stack(IReadOnlyList<string> frames) =>
        string.Join(" < ", frames.Take(MostFrames)) + (frames.Count > MostFrames ? " < …" : "");

    /// <summary>Without the C library's own frames, which are the same for everybody, and without arguments' types.</summary>
    public static string Site(IReadOnlyList<string> frames)
    {
        string[] telling = [.. frames.Where(frame => !IsOfLibc(frame)).Select(WithoutTypes)];
        return Stack(telling.Length > 0 ? telling : frames);
    }

    static bool IsOfLibc(string frame) => frame.StartsWith("libc.so", StringComparison.Ordinal) || frame.StartsWith("libc-", StringComparison.Ordinal)
        || frame.StartsWith("ld-linux", StringComparison.Ordinal) || frame.StartsWith("ld-musl", StringComparison.Ordinal);

    static string WithoutTypes(string frame) => frame.IndexOf('(', StringComparison.Ordinal) is > 0 and var open ? frame[..open] : frame;

    public static string Calls(IEnumerable<CallCount> calls) => string.Join(", ", calls.Select(call =>
        string.Create(CultureInfo.InvariantCulture, $"{call.Count:N0} {(call.Name.Length == 0 ? "others" : call.Name)}")
        + (call.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({call.Failed:N0} failed)") : "")));

    public static string Span(string? first, string? last) => first is null ? "" : first == last ? $" at {first}" : $" from {first} to {last}";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
