using System.Globalization;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Bundle;

/// <summary>What was asked when a bundle was made: the first part of it, in lines that people can read.</summary>
/// <param name="Looked">The parts of the look that were asked for; one that failed has its gap.</param>
public sealed record BundleAbout(string Fathom, LookParts Looked)
{
    public const string Name = "about";

    /// <summary>Secrets of command lines are as they were.</summary>
    public bool IsRaw { get; init; }

    public bool IsRedacted { get; init; }

    /// <summary>Of the key that stand-ins for names were made by; null where they are numbered, or names were kept.</summary>
    public string? NameKey { get; init; }

    /// <summary>Start of the process in clock ticks since boot; null where it was no process.</summary>
    public ulong? Birth { get; init; }

    public byte[] Text() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
        fathom: {Fathom}
        looked: {Looked}
        secrets: {(IsRaw ? "raw" : "masked")}
        names: {(IsRedacted ? "redacted" : "kept")}
        key of names: {NameKey ?? "none"}
        birth: {Birth?.ToString(CultureInfo.InvariantCulture) ?? "none"}

        """));

    /// <summary>What a line does not say is as it is usually.</summary>
    public static BundleAbout Parse(ReadOnlySpan<byte> text)
    {
        BundleAbout about = new("unknown", LookParts.None);
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
                about = about.With(line[..colon], line[(colon + 2)..].TrimEnd('\r'));
        }
        return about;
    }

    BundleAbout With(string name, string value) => name switch
    {
        "fathom" => this with { Fathom = value },
        "looked" => this with { Looked = Enum.TryParse(value, out LookParts looked) ? looked : LookParts.None },
        "secrets" => this with { IsRaw = value == "raw" },
        "names" => this with { IsRedacted = value == "redacted" },
        "key of names" => this with { NameKey = value == "none" ? null : value },
        "birth" => this with { Birth = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong ticks) ? ticks : null },
        _ => this,
    };
}
