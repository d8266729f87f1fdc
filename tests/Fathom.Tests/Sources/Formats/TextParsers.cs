using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;
using Fathom.Sources.Formats.Procps;
using Fathom.Tests.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats;

delegate bool TextBegins(ReadOnlySpan<byte> line);

delegate (IReadOnlyList<Gap> Gaps, IReadOnlyList<UnreadLine> Unread) TextParse(ReadOnlySpan<byte> text);

/// <summary>Every parser of a text: one line here, and it is fuzzed, soaked and held against all other texts.</summary>
/// <param name="Begins">Null for the answers of HotSpot, which are told by <see cref="HotSpotText"/>.</param>
sealed record TextParser(string Name, TextBegins? Begins, TextParse Parse, Func<IEnumerable<byte[]>> Texts)
{
    public static readonly TextParser[] Tools =
    [
        new("pmap", PmapText.Begins, text => Of(PmapText.Parse(text, "f"), it => it.Unread), In("procps", "pmap")),
        new("top", ProcessTableText.Begins, text => Of(ProcessTableText.Parse(text, "f"), it => it.Unread), In("procps", "top", "ps-")),
        new("free", FreeText.Begins, text => Of(FreeText.Parse(text, "f"), it => it.Unread), In("procps", "free")),
        new("meminfo", MeminfoText.Begins, text => Of(MeminfoText.Parse(text, "f"), it => it.Unread), In("procps", "meminfo")),
    ];

    static readonly TextParser[] HotSpot =
    [
        .. from format in AnyReport.Formats
           where format != HotSpotFormat.Unknown
           select new TextParser(format.ToString(), null, text => AnyReport.Parse(format, text), () => OfFormat(format)),
    ];

    public static TextParser[] All => [.. Tools, .. HotSpot];

    public static TextParser Named(string name) => All.Single(parser => parser.Name == name);

    static Func<IEnumerable<byte[]>> In(string folder, params string[] prefixes) =>
        () => prefixes.SelectMany(prefix => SavedTexts.Below(folder, prefix)).Select(SavedTexts.Read);

    static IEnumerable<byte[]> OfFormat(HotSpotFormat format) =>
        SavedAnswers.All().Select(row => SavedAnswers.Read((string)row[0], (string)row[1]))
            .Where(text => HotSpotText.Recognise(text) == format);

    static (IReadOnlyList<Gap>, IReadOnlyList<UnreadLine>) Of<T>(Parsed<T> parsed, Func<T, IReadOnlyList<UnreadLine>> unread) =>
        (parsed.Gaps, unread(parsed.Value));
}
