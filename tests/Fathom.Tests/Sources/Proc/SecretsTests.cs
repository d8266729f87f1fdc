using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class SecretsTests
{
    [Theory]
    [InlineData("-Ddb.password=hunter2")]
    [InlineData("-Djavax.net.ssl.trustStorePassword=hunter2")]
    [InlineData("-DDB_PASSWD=hunter2")]
    [InlineData("-Dpassword=a,hunter2;b&c d@e")]
    [InlineData("--password=hunter2 with blanks")]
    [InlineData("--spring.datasource.password=hunter2")]
    [InlineData("password:hunter2")]
    [InlineData("-Dsecret=hunter2")]
    [InlineData("-DclientSecret=hunter2")]
    [InlineData("-Dapi.key=hunter2")]
    [InlineData("-Dapi_key=hunter2")]
    [InlineData("-DAPIKEY=hunter2")]
    [InlineData("-DaccessToken=hunter2")]
    [InlineData("-Daccesstoken=hunter2")]
    [InlineData("-DGITHUB_TOKEN=hunter2")]
    [InlineData("-Dtokens=hunter2")]
    [InlineData("-Dkeypass=hunter2")]
    [InlineData("-Dauth=hunter2")]
    [InlineData("-Dbasic.auth=user:hunter2")]
    [InlineData("Authorization: Bearer hunter2")]
    [InlineData("curl -H 'Authorization: Bearer hunter2'")]
    [InlineData("jdbc:mysql://db/orders?user=app&password=hunter2&ssl=true")]
    [InlineData("-Durl=jdbc:postgresql://db/orders?user=app&password=hunter2")]
    [InlineData("jdbc:sqlserver://db;user=app;password=hunter2;encrypt=true")]
    [InlineData("jdbc:oracle:thin:app/hunter2@//db:1521/orders")]
    [InlineData("https://app:hunter2@example.com/x")]
    [InlineData("amqp://app:p@hunter2@example.com/x")]
    [InlineData("AccountName=a;AccountKey=hunter2==;EndpointSuffix=x")]
    [InlineData("-javaagent:/opt/agent.jar=apiKey=hunter2,env=prod")]
    [InlineData("-Dx=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2_signature")]
    public void What_is_secret_is_not_shown(string argument)
    {
        Assert.DoesNotContain("hunter2", Mask(argument), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("ASIAIOSFODNN7EXAMPLE")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ012345")]
    [InlineData("github_pat_0123456789abcdefghijABCDEFGHIJ")]
    [InlineData("glpat-0123456789abcdefghij")]
    [InlineData("xoxb-0123456789-abcdef")]
    public void Tokens_with_their_makers_mark_are_not_shown(string token)
    {
        Assert.DoesNotContain(token[5..], Mask("--header=X " + token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Xmx2g")]
    [InlineData("-XX:+UseG1GC")]
    [InlineData("-XX:MaxDirectMemorySize=256m")]
    [InlineData("-XX:OnOutOfMemoryError=kill -9 %p")]
    [InlineData("com.example.TokenService")]
    [InlineData("com.example.auth.Main")]
    [InlineData("-Dauthor=joe")]
    [InlineData("-Dauthority=local")]
    [InlineData("-Dcom.sun.management.jmxremote.authenticate=false")]
    [InlineData("-Dtokenizer=simple")]
    [InlineData("-Dbypass=true")]
    [InlineData("-Dcompass=north")]
    [InlineData("-Dpassive=true")]
    [InlineData("-Dspring.profiles.active=prod")]
    [InlineData("-agentlib:jdwp=transport=dt_socket,server=y,address=*:5005")]
    [InlineData("--add-opens=java.base/java.lang=ALL-UNNAMED")]
    [InlineData("https://example.com/a@b")]
    [InlineData("jdbc:postgresql://db:5432/orders?ssl=true")]
    [InlineData("/srv/secrets/app.jar")]
    [InlineData("-Dfile.encoding=UTF-8")]
    public void What_is_no_secret_is_shown_as_it_is(string argument)
    {
        Assert.Equal(argument, Mask(argument));
    }

    [Fact]
    public void An_option_takes_the_next_argument_with_it()
    {
        Assert.Equal(["--password", "***", "-x"], Secrets.MaskArguments(["--password", "hunter2", "-x"]));
        Assert.Equal(["--db-password", "***"], Secrets.MaskArguments(["--db-password", "hunter2"]));
        Assert.Equal(["-token", "-jar", "a.jar"], Secrets.MaskArguments(["-token", "-jar", "a.jar"]));
        Assert.Equal(["--author", "joe"], Secrets.MaskArguments(["--author", "joe"]));
    }

    [Fact]
    public void What_else_an_argument_says_stays()
    {
        Assert.Equal("jdbc:mysql://db/orders?user=app&password=***&ssl=true", Mask("jdbc:mysql://db/orders?user=app&password=hunter2&ssl=true"));
        Assert.Equal("https://***@example.com/x", Mask("https://app:hunter2@example.com/x"));
    }

    [Theory]
    [InlineData("pass")]
    [InlineData("a.")]
    [InlineData("://")]
    [InlineData("eyJ")]
    [InlineData("auth-")]
    public void A_hostile_argument_takes_no_more_steps_than_it_is_long(string part)
    {
        string argument = string.Concat(Enumerable.Repeat(part, Fathom.Evidence.Limits.CommandLineBytes / part.Length));

        // A search that begins anew at every part takes minutes here.
        Assert.NotEmpty(Mask(argument));
    }

    static string Mask(string argument) => Secrets.MaskArguments(["java", argument])[1];
}
