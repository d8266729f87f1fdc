using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

/// <summary>Secrets in texts out of memory.</summary>
public class TextSecretsTests
{
    static readonly string[] Frames =
    [
        "password={0}", "db.password: {0}", "{{\"user\":\"joe\",\"password\":\"{0}\",\"n\":1}}", "{{\"apiKey\" : \"{0}\"}}",
        "{{\\\"secret\\\":\\\"{0}\\\"}}", "<password>{0}</password>", "Authorization: Bearer {0}", "Cookie: session={0}; theme=dark",
        "Set-Cookie: id={0}; HttpOnly", "jdbc:postgresql://db/x?user=a&password={0}&ssl=true", "https://joe:{0}@example.com/x",
        "-----BEGIN RSA PRIVATE KEY-----\\n{0}", "ghp_{0}{0}", "AKIA{1}{1}", "sk_live_{0}{0}", "{0}@example.com",
        "eyJ{0}.eyJ{0}.{0}", "client_secret={0}&grant_type=x", "accessToken='{0}'", "private.key = {0}",
    ];

    [Fact]
    public void No_secret_survives_wherever_it_stands() => Law.Holds(random =>
    {
        string secret = new([.. Enumerable.Range(0, random.Next(12, 30)).Select(_ => "abcdefghijkmnpqrstuvwxyz23456789"[random.Next(32)])]);
        string frame = Frames[random.Next(Frames.Length)];
        string text = Prose(random) + " " + frame.Replace("{0}", secret, StringComparison.Ordinal)
            .Replace("{1}", secret.ToUpperInvariant(), StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);

        string masked = Secrets.MaskText(text);

        Assert.False(masked.Contains(secret, StringComparison.OrdinalIgnoreCase), text + " -> " + masked);
    }, 1000);

    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("card 5500-0000-0000-0004 ok")]
    [InlineData("n=378282246310005")]
    public void Numbers_like_those_of_cards_are_not_shown(string text) =>
        Assert.DoesNotContain("0004", Secrets.MaskText(text).Replace("1111", "0004", StringComparison.Ordinal).Replace("0005", "0004", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void Text_without_secrets_is_as_it_was() => Law.Holds(random =>
    {
        string text = Prose(random);

        Assert.Equal(text, Secrets.MaskText(text));
    }, 500);

    [Theory]
    [InlineData("GET /orders/1999993 HTTP/1.1")]
    [InlineData("4111111111111112")]
    [InlineData("1700000000000 2024-01-01T00:00:00.000Z")]
    [InlineData("java/lang/String")]
    [InlineData("select id, name from orders where id = ?")]
    [InlineData("com.example.TokenService@1b2c3d")]
    [InlineData("{\"name\":\"joe\",\"n\":1}")]
    [InlineData("<author>Joe</author>")]
    [InlineData("-----BEGIN CERTIFICATE-----MIIB")]
    [InlineData("0R4f1Qej1ty5GT8V1R8no6T44564wz499E6Y582q2R9h8CC175GJ3yeJ1Q3P5Vt757McF6378kM36hxZ5U8uh")]
    public void What_is_no_secret_is_shown_as_it_is(string text) => Assert.Equal(text, Secrets.MaskText(text));

    [Theory]
    [InlineData("pass")]
    [InlineData("a.")]
    [InlineData("a@")]
    [InlineData("1 ")]
    [InlineData("<pass")]
    [InlineData("\"password\":\"")]
    [InlineData("cookie:")]
    [InlineData("-----BEGIN ")]
    public void A_hostile_text_takes_no_more_steps_than_it_is_long(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 200_000 / part.Length));

        Assert.NotEmpty(Secrets.MaskText(text));
    }

    static string Prose(Random random)
    {
        string[] words = ["the", "order", "42", "was", "stored", "in", "/var/lib/orders", "by", "com.example.Orders", "at", "12:30:01", "size=17", "https://example.com/a", "GET", "x"];
        return string.Join(' ', Enumerable.Range(0, random.Next(1, 12)).Select(_ => words[random.Next(words.Length)]));
    }
}
