using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Files;

/// <summary>A form of text: how its first line looks, what of other forms it may hold, and who reads it.</summary>
sealed record SavedFormat(string Kind, SavedFormat.First Begins, SavedFormat.Reader Read)
{
    /// <summary>Whether a text begins with this line; the one behind it tells smaps from maps.</summary>
    public delegate bool First(ReadOnlySpan<byte> line, ReadOnlySpan<byte> next);

    public delegate bool Line(ReadOnlySpan<byte> line);

    public delegate PieceContent Reader(ReadOnlySpan<byte> text, string place);

    public delegate Parsed<T> Parser<T>(ReadOnlySpan<byte> text, string place);

    /// <summary>While a piece of this form is open: the line begins another of the same. Without it no line does.</summary>
    public First? Again { get; init; }

    /// <summary>A line that can only be its own: no other form is asked whether it begins there.</summary>
    public Line? IsOwn { get; init; }

    /// <summary>Its last line; only with one may it hold other forms to the end.</summary>
    public Line? Ends { get; init; }

    /// <summary>Forms whose first lines are also lines of this one.</summary>
    public IReadOnlyList<string> Holds { get; init; } = [];

    /// <summary>Under which name /proc or a cgroup has it: read where those are read; null for a tool's answer.</summary>
    public string? KernelFile { get; init; }

    /// <param name="unread">The lines that the parser kept because it had no use for them.</param>
    public static SavedFormat Of<T>(string kind, First begins, Parser<T> parse, Func<T, IReadOnlyList<UnreadLine>> unread)
        where T : class =>
        new(kind, begins, (text, place) => parse(text, place) is var parsed
            ? new PieceContent(parsed.Value, parsed.Gaps, unread(parsed.Value).Count) : default);

    public static SavedFormat Of<T>(string kind, Line begins, Parser<T> parse, Func<T, IReadOnlyList<UnreadLine>> unread)
        where T : class =>
        Of(kind, (line, _) => begins(line), parse, unread) with { Again = (line, _) => begins(line) };

    /// <summary>A file of the kernel's: kept as it is.</summary>
    public static SavedFormat OfKernel(string name, First begins) =>
        new(name, begins, static (_, _) => new PieceContent(null, [], 0)) { KernelFile = name };
}

/// <summary>What a parser made of a piece.</summary>
readonly record struct PieceContent(object? Content, IReadOnlyList<Gap> Gaps, int Unread)
{
    /// <summary>Of a log that was followed.</summary>
    public int Lines { get; init; }
}
