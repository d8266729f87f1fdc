using Fathom.Accounting.Profiles;

namespace Fathom.Views.Tracing;

/// <summary>Groups and orders of rows, as options and JSON call them.</summary>
public static class TraceNames
{
    public static IReadOnlyList<string> Groups { get; } = ["stack", "method", "line", "function", "library", "thread"];

    public static IReadOnlyList<string> Sorts { get; } = ["live", "growth", "rate"];

    public static string Of(TraceGroup group) => Groups[(int)group];

    public static string Of(TraceSort sort) => Sorts[(int)sort];

    /// <summary>The first for a word that is none.</summary>
    public static TraceGroup Group(string name) => (TraceGroup)Math.Max(0, IndexOf(Groups, name));

    public static TraceSort Sort(string name) => (TraceSort)Math.Max(0, IndexOf(Sorts, name));

    static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }
        return -1;
    }
}
