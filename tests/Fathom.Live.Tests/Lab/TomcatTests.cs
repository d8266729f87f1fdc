using System.Diagnostics;
using Fathom.Lab.Verifying;
using Fathom.Tests;

namespace Fathom.Live.Tests.Lab;

/// <summary>A server in order and under load: Debian's Tomcat 10, with bench/truth's page, answers compressed.</summary>
[Collection("JDK 17")]
public sealed class TomcatTests
{
    const int Clients = 16;

    [TomcatFact]
    public async Task A_Tomcat_under_load_is_blamed_for_nothing()
    {
        using TemporaryFolder folder = new();
        using Process tomcat = Start(folder);
        try
        {
            Uri page = new($"http://127.0.0.1:{PortOf(tomcat)}/index.jsp");
            using HttpClient client = new();
            client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
            // The first answers compile the page; what is looked at afterwards is steady.
            for (int i = 0; i < 300; i++)
                Assert.NotEmpty(await client.GetByteArrayAsync(page));
            using CancellationTokenSource enough = new();
            Task[] load = [.. Enumerable.Range(0, Clients).Select(_ => Ask(client, page, enough.Token))];

            IReadOnlyList<Said> said = Doctor.OfThisProgram.Ask(tomcat.Id).Value;
            enough.Cancel();
            await Task.WhenAll(load);

            Assert.DoesNotContain(said, each => each.IsBlame);
        }
        finally
        {
            Signal.Send(tomcat.Id, Signal.Kill);
            tomcat.WaitForExit();
        }
    }

    static async Task Ask(HttpClient client, Uri page, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
            _ = await client.GetByteArrayAsync(page, CancellationToken.None);
    }

    static Process Start(TemporaryFolder folder)
    {
        folder.Write("conf/server.xml", CPrograms.Text("server.xml"));
        folder.Write("conf/web.xml", File.ReadAllText(Path.Combine(TomcatFactAttribute.Home, "etc", "web.xml")));
        folder.Write("webapps/ROOT/index.jsp", CPrograms.Text("index.jsp"));
        Directory.CreateDirectory(folder.At("temp"));
        Directory.CreateDirectory(folder.At("logs"));
        return Process.Start(new ProcessStartInfo(Machine.FindJdk(17)!.Java,
        [
            "-Xmx256m", "-Dcatalina.home=" + TomcatFactAttribute.Home, "-Dcatalina.base=" + folder.Path,
            "-Djava.io.tmpdir=" + folder.At("temp"), "-cp",
            $"{TomcatFactAttribute.Home}/bin/bootstrap.jar:{TomcatFactAttribute.Home}/bin/tomcat-juli.jar",
            "org.apache.catalina.startup.Bootstrap", "start",
        ])
        { RedirectStandardError = true })!;
    }

    /// <summary>It says which free port it took, and later that it is ready; what it says after that is let go.</summary>
    static string PortOf(Process tomcat)
    {
        const string Mark = "auto-1-";
        string port = "";
        while (tomcat.StandardError.ReadLine() is { } line)
        {
            if (line.IndexOf(Mark, StringComparison.Ordinal) is >= 0 and var at)
                port = string.Concat(line[(at + Mark.Length)..].TakeWhile(char.IsAsciiDigit));
            if (!line.Contains("Server startup", StringComparison.Ordinal))
                continue;
            _ = tomcat.StandardError.ReadToEndAsync();
            return port;
        }
        throw new InvalidOperationException("Tomcat ended before it was ready");
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class TomcatFactAttribute : FactAttribute
{
    internal const string Home = "/usr/share/tomcat10";

    public TomcatFactAttribute() =>
        Skip = Machine.NoJdk(17) ?? (File.Exists(Path.Combine(Home, "etc/web.xml")) ? null : "no Tomcat: apt-get install tomcat10");
}
