using System.Diagnostics;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>A capture that a signal ends leaves what was there before it.</summary>
public sealed class EndedCaptureTests : IDisposable
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(15, true)]
    public async Task Nothing_half_done_stays(int signal, bool hasOlder)
    {
        string bundle = _folder.At("orders.fathom");
        if (hasOlder)
            File.WriteAllText(bundle, "old");
        using Process fathom = Capture(bundle);
        Task<string> talk = fathom.StandardError.ReadToEndAsync();
        // More than a pipe holds (pipe(7): 64 KiB): when all of it is written fathom has begun to read, and then its file is open.
        fathom.StandardInput.BaseStream.Write(new byte[1 << 20]);
        fathom.StandardInput.BaseStream.Flush();
        bool wasThere = File.Exists(bundle + ".partial");

        Signal.Send(fathom.Id, signal);

        bool ended = fathom.WaitForExit(Long);
        if (!ended)
            fathom.Kill();
        string said = await talk;
        Assert.True(ended, "it goes on");
        Assert.True(wasThere, said);
        Assert.Equal(128 + signal, fathom.ExitCode);
        Assert.Equal(hasOlder ? ["orders.fathom"] : (string[])[], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal(hasOlder ? "old" : null, File.Exists(bundle) ? File.ReadAllText(bundle) : null);
    }

    /// <summary>Standard input does not end while this process lives. What began this test may ignore a signal, which is inherited.</summary>
    static Process Capture(string bundle)
    {
        string[] command = Answer.Binary is { Length: > 0 } binary ? [binary] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "fathom.dll")];
        return Process.Start(new ProcessStartInfo("env", ["--default-signal=HUP,INT,TERM", .. command, "capture", "-", "-o", bundle])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
    }
}
