using System.Text.RegularExpressions;

namespace Fathom.Sources.Peeking;

/// <summary>What a text looks like: one rule a line, the first that fits. A look, not proof.</summary>
static partial class TextKinds
{
    static readonly (string Kind, Func<Regex> Fits)[] Rules =
    [
        ("pem", Pem),
        ("jdbc url", Jdbc),
        ("url", Url),
        ("http header", HttpHeader),
        ("http", Http),
        ("xml", Xml),
        ("json", Json),
        ("sql", Sql),
        ("log line", LogLine),
        ("stack trace", StackTrace),
        ("manifest", Manifest),
        ("jar entry", JarEntry),
        ("e-mail", Mail),
        ("class name", ClassName),
        ("descriptor", Descriptor),
        ("path", FilePath),
        ("setting", Setting),
        ("uuid", Uuid),
        ("hex", Hex),
        ("base64", Base64),
        ("words", Words),
    ];

    public static string? Of(string text)
    {
        // Rules look at beginnings; a long text is told by its first part.
        string head = text.Length > 512 ? text[..512] : text;
        foreach ((string kind, Func<Regex> fits) in Rules)
        {
            if (fits().IsMatch(head))
                return kind;
        }
        return null;
    }

    const RegexOptions Plain = RegexOptions.CultureInvariant;
    const RegexOptions AnyCase = RegexOptions.IgnoreCase | Plain;

    [GeneratedRegex("^-----(?:BEGIN|END) [A-Z0-9 ]{3,40}-----", Plain)]
    private static partial Regex Pem();

    [GeneratedRegex("^jdbc:[a-z0-9]+:", AnyCase)]
    private static partial Regex Jdbc();

    [GeneratedRegex("^[a-z][a-z0-9+.-]{1,15}://", AnyCase)]
    private static partial Regex Url();

    [GeneratedRegex("^(?:host|accept|accept-[a-z]+|user-agent|content-[a-z]+|set-cookie|cookie|authorization|cache-control|connection|"
        + "transfer-encoding|server|date|etag|location|referer|vary|x-[a-z-]+): ", AnyCase)]
    private static partial Regex HttpHeader();

    [GeneratedRegex(@"^(?:(?:GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH) \S+ HTTP/[12]|HTTP/[12](?:\.[01])? [1-5]\d\d)", Plain)]
    private static partial Regex Http();

    [GeneratedRegex(@"^\s{0,20}<(?:\?xml|!DOCTYPE|!--|/?[A-Za-z][\w:.-]{0,60}(?:\s[^<>]*|/)?>)", Plain)]
    private static partial Regex Xml();

    [GeneratedRegex(@"^\s{0,20}(?:\{\s*""[^""]{0,200}""\s*:|\[\s*(?:\{|""[^""]{0,200}""\s*,|-?\d+\s*,)|""[^""]{1,100}""\s*:\s*\S)", Plain)]
    private static partial Regex Json();

    [GeneratedRegex(@"^\s{0,20}(?:select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|create\s+(?:table|index|view)\s|alter\s+table\s|merge\s+into\s|with\s+\S+\s+as\s*\()", AnyCase)]
    private static partial Regex Sql();

    [GeneratedRegex(@"^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|^\[?\d\d:\d\d:\d\d[.,]\d{3}|^\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\b|^\[\d+\.\d{3}s\]", Plain)]
    private static partial Regex LogLine();

    [GeneratedRegex(@"^\s{0,20}(?:at [\w$.<>/@]+\([^)]*\)|Caused by: |[\w.$]+(?:Exception|Error)(?::|$))", Plain)]
    private static partial Regex StackTrace();

    [GeneratedRegex("^(?:Manifest-Version|Main-Class|Class-Path|Implementation-[A-Z][a-z]+|Bundle-[A-Z]|Created-By|Built-By|Build-Jdk)", Plain)]
    private static partial Regex Manifest();

    [GeneratedRegex(@"^(?:PK.{0,8})?(?:META-INF/|BOOT-INF/|WEB-INF/)|^(?:[\w$-]+/)*[\w$-]+\.class(?:PK|$)", Plain)]
    private static partial Regex JarEntry();

    [GeneratedRegex(@"^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}$", Plain)]
    private static partial Regex Mail();

    [GeneratedRegex(@"^\[*L?(?:[a-z_][\w$]*[./]){1,12}[A-Z][\w$]*;?$", Plain)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\((?:\[*(?:[BCDFIJSZ]|L[\w/$]+;))*\)\[*(?:[BCDFIJSZV]|L[\w/$]+;)", Plain)]
    private static partial Regex Descriptor();

    [GeneratedRegex(@"^(?:/[\w.@+~%-]+){2,}/?|^~?/[\w.@+-]+/|^[A-Za-z]:\\[\w.]|^(?:\.{1,2}/)[\w.]", Plain)]
    private static partial Regex FilePath();

    [GeneratedRegex(@"^-?-?[A-Za-z][\w.-]{1,80}\s?[=:]\s?\S", Plain)]
    private static partial Regex Setting();

    [GeneratedRegex("^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", AnyCase)]
    private static partial Regex Uuid();

    [GeneratedRegex("^(?:[0-9a-f]{2}){8,}$", AnyCase)]
    private static partial Regex Hex();

    [GeneratedRegex("^(?=.{0,64}[0-9])(?=.{0,64}[A-Z])(?=.{0,64}[a-z])[A-Za-z0-9+/_-]{20,}={0,2}$", Plain)]
    private static partial Regex Base64();

    [GeneratedRegex(@"^[\p{L}\p{N}'"",.()!?:;%-]+(?:\s[\p{L}\p{N}'"",.()!?:;%-]+){2,}", Plain)]
    private static partial Regex Words();
}
