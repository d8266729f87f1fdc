using System.Globalization;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Files;

/// <summary>What the script of `capture --script` says of itself and of the machine, between the files that it collects.</summary>
static class CollectedText
{
    /// <summary>By the name above the piece; null for any other name.</summary>
    public static string? Kind(string name) => name switch
    {
        "collect.sh" or "end" => "capture --script",
        "uname -srm" => "uname",
        _ => name.StartsWith("jcmd ", StringComparison.Ordinal) && name.EndsWith(" VM.version", StringComparison.Ordinal) ? "VM.version" : null,
    };

    /// <summary>One more for each beginning, one less for each end: what is left is cut, or its end is in another file.</summary>
    public static int Open(string? name) => name switch
    {
        "collect.sh" => 1,
        "end" => -1,
        _ => 0,
    };

    /// <summary>"date 2026-11-22T01:38:14Z", on a line of its own.</summary>
    public static DateTime? Date(ReadOnlySpan<byte> text)
    {
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimEnd("\r"u8);
            if (line.StartsWith("date "u8) && DateTime.TryParseExact(System.Text.Encoding.Latin1.GetString(line[5..]), "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime at))
                return at;
        }
        return null;
    }
}
