using System.CommandLine;
using System.Globalization;

namespace Fathom.Cli.Commands;

/// <summary>Times as users write them: 500ms, 1s, 5m, 2h; a bare number is seconds.</summary>
static class DurationText
{
    static readonly (string Unit, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("", 1)];

    /// <summary>Null for what is no time, or none that a wait could have: 1 ms to 10 days.</summary>
    public static TimeSpan? Parse(string text)
    {
        foreach ((string unit, double seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture, out double number))
                return number * seconds is >= 0.001 and <= 864_000 and var time ? TimeSpan.FromSeconds(time) : null;
        }
        return null;
    }

    /// <summary>An option that takes such a time.</summary>
    public static Option<TimeSpan?> Option(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } time)
                return time;
            result.AddError($"'{result.Tokens[0].Value}' is no time: 500ms, 1s, 5m");
            return null;
        },
    };
}
