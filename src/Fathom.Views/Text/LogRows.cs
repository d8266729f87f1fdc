using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Saved;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Saved;

namespace Fathom.Views.Text;

/// <summary>What the views of logs share: who a thread is, and how often what was called.</summary>
static class LogRows
{
    const int MostFrames = 4;

    /// <summary>"4242 main"; without a dump only the number.</summary>
    public static string Thread(int? tid, IReadOnlyList<ThreadDump> dumps) =>
        tid is not { } number ? "the one thread that was traced"
        : number.ToString(CultureInfo.InvariantCulture) + (ThreadOfLog.Of(number, dumps).Name is { } name ? " " + name : "");

    /// <summary>Where it was in Java when the dump was made: the innermost frame, and the first that is not the JDK's own; null where no dump says.</summary>
    public static string? Java(int? tid, IReadOnlyList<ThreadDump> dumps)
    {
        if (tid is not { } number || ThreadOfLog.Of(number, dumps).Frames is not [var inner, ..] frames)
            return null;
        string? own = JavaFrames.FirstOwn(frames);
        return own is null || own == inner ? inner : $"{WithoutTypes(inner)} < … < {own}";
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
