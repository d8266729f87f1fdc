using System.Globalization;
using System.Text.RegularExpressions;

namespace Fathom.Tests.Sources.Profiles.Perf;

/// <summary>What perf report --stdio -F period,sample,sym prints, event by event.</summary>
static class PerfReport
{
    internal static Dictionary<string, Dictionary<string, long>> Periods(string text)
    {
        Dictionary<string, Dictionary<string, long>> events = [];
        string name = "";
        foreach (string line in text.Split('\n'))
        {
            if (Regex.Match(line, "^# Samples: .* of event '(.*)'") is { Success: true } head)
                events[name = head.Groups[1].Value] = [];
            else if (Regex.Match(line, @"^ +(\d+) +\d+  \[.\] (.*?) *$") is { Success: true } row)
                events[name][row.Groups[2].Value] = long.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture);
        }
        return events;
    }
}
