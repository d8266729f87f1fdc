using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Files;

/// <summary>
/// What only the command says of a class histogram: of which objects it is. jcmd's is of live ones unless -all is given
/// (diagnosticCommand.cpp, ClassHistogramDCmd), jmap's is of all of them unless "live" is (jmap(1)).
/// </summary>
static class HistogramCommand
{
    public static object? Told(object? content, string? command) =>
        content is ClassHistogram histogram && IsLive(command) is { } live ? histogram with { IsLive = live } : content;

    static bool? IsLive(string? command)
    {
        // What stands behind a pipe or a redirection is no option.
        string[] words = (command ?? "").Split(['|', '>'])[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Contains("GC.class_histogram"))
            return !words.Contains("-all") && !words.Contains("-all=true");
        return words.FirstOrDefault(word => word.StartsWith("-histo", StringComparison.Ordinal)) is { } option
            ? option.Contains("live", StringComparison.Ordinal) : null;
    }
}
