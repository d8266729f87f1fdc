using Fathom.Sources.Peeking;

namespace Fathom.Tests.Sources.Peeking;

public class TextKindsTests
{
    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----", "pem")]
    [InlineData("jdbc:mysql://db/orders", "jdbc url")]
    [InlineData("https://example.com/x?y=1", "url")]
    [InlineData("Content-Type: text/html", "http header")]
    [InlineData("GET /orders HTTP/1.1", "http")]
    [InlineData("HTTP/1.1 200 OK", "http")]
    [InlineData("<?xml version=\"1.0\"?>", "xml")]
    [InlineData("<order id=\"7\">", "xml")]
    [InlineData("{\"id\": 7}", "json")]
    [InlineData("SELECT id FROM orders WHERE id = ?", "sql")]
    [InlineData("insert into orders values (?, ?)", "sql")]
    [InlineData("2024-01-01 12:00:00,123 INFO started", "log line")]
    [InlineData("[0.123s][info][gc] Using G1", "log line")]
    [InlineData("\tat com.example.Orders.find(Orders.java:42)", "stack trace")]
    [InlineData("java.lang.OutOfMemoryError: x", "stack trace")]
    [InlineData("Implementation-Version: 1", "manifest")]
    [InlineData("META-INF/MANIFEST.MF", "jar entry")]
    [InlineData("com/example/Orders.class", "jar entry")]
    [InlineData("joe@example.com", "e-mail")]
    [InlineData("com.example.Orders$Line", "class name")]
    [InlineData("Ljava/lang/String;", "class name")]
    [InlineData("(ILjava/lang/String;)V", "descriptor")]
    [InlineData("/usr/lib/x86_64-linux-gnu/libz.so.1", "path")]
    [InlineData("max.size=17", "setting")]
    [InlineData("123e4567-e89b-12d3-a456-426614174000", "uuid")]
    [InlineData("00ff00ff00ff00ff", "hex")]
    [InlineData("0R4f1Qej1ty5GT8V1R8no6T44564wz499E6Y582q2R9h8CC1", "base64")]
    [InlineData("the same text in many places", "words")]
    [InlineData("@@@@@@@@@@@@", null)]
    public void Texts_look_like_what_they_are(string text, string? kind) => Assert.Equal(kind, TextKinds.Of(text));

    [Theory]
    [InlineData("<a ")]
    [InlineData("select from ")]
    [InlineData("a/")]
    [InlineData("(L")]
    [InlineData("a.")]
    [InlineData("a ")]
    public void A_hostile_text_is_told_at_once(string part) =>
        TextKinds.Of(string.Concat(Enumerable.Repeat(part, 4096 / part.Length)));
}
