using System.Globalization;

namespace Fathom.Evidence;

/// <summary>Sizes and times in words. Three figures are enough to read; JSON has the bytes.</summary>
public static class SizeText
{
    static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB", "PiB"];

    public static string Of(Bytes size)
    {
        double value = size.Value / 1024.0;
        int unit = 0;
        while (Math.Abs(value) >= 9999.5 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }
        // Up to 9,999 KiB as KiB, but a round MiB reads better from 1 MiB on.
        if (unit == 0 && Math.Abs(value) >= 1024)
        {
            value /= 1024;
            unit = 1;
        }
        string format = value == Math.Floor(value) || Math.Abs(value) >= 100 ? "0" : "0.0";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    public static string Of(Bytes? size) => size is { } known ? Of(known) : "-";

    /// <summary>With its sign, to the byte where it is small; a point for none.</summary>
    public static string Change(Bytes change) => change.Value switch
    {
        0 => ".",
        > -1024 and < 1024 => change.Value.ToString("+0;-0", CultureInfo.InvariantCulture) + " B",
        > 0 => "+" + Of(change),
        _ => Of(change),
    };

    /// <summary>In a sentence, where a dot for nothing would be taken for its end.</summary>
    public static string ChangeInWords(Bytes change) => change == Bytes.Zero ? "+0 B" : Change(change);

    public static string Share(double part) => part switch
    {
        0 => "0 %",
        < 0.001 => "<0.1 %",
        >= 0.9995 => "100 %",
        _ => (part * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>The two largest units: 1d21h, 3h05m, 12m40s, 7s.</summary>
    public static string Of(TimeSpan? time) => time switch
    {
        null => "-",
        { TotalDays: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalDays}d{t.Hours:00}h"),
        { TotalHours: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{t.Hours}h{t.Minutes:00}m"),
        { TotalMinutes: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{t.Minutes}m{t.Seconds:00}s"),
        { } t => string.Create(CultureInfo.InvariantCulture, $"{t.Seconds}s"),
    };
}
