using System.Diagnostics;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>The profile of a real JVM beside its smaps, held against what its program knows that it did.</summary>
public sealed class ProfiledJvmTests : IDisposable
{
    const string Tcmalloc = "/usr/lib/x86_64-linux-gnu/libtcmalloc.so.4";
    const int Inflaters = 600;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ProfilerFact(Tcmalloc, "javac")]
    public void Streams_are_found_block_by_block()
    {
        string smaps = Run();
        JsonElement answer = Answer.Of(["doctor", "--json", .. Directory.GetFiles(_folder.Path, "shop*.heap"), smaps]).Json;
        JsonElement profile = answer.GetProperty("profiles").EnumerateArray().Single(each => each.GetProperty("of_this_process").GetBoolean());
        JsonElement streams = profile.GetProperty("uses").EnumerateArray().Single(use => use.GetProperty("kind").GetString() == "zlib");

        // A state and a window of 32 KiB each (zlib, inflate.c); the deflater was ended.
        Assert.Equal(2 * Inflaters, streams.GetProperty("blocks").GetInt64());
        Assert.InRange(streams.GetProperty("bytes").GetInt64(), Inflaters * 32_768L, Inflaters * 45_000L);
        Assert.Contains("FTH012", answer.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("rule").GetString()));
        Assert.InRange((double)profile.GetProperty("total_bytes").GetInt64() / profile.GetProperty("coverage").GetProperty("of_bytes").GetInt64(), 0.3, 1.2);
    }

    /// <returns>Its smaps while it had them; its profile is written when it ends.</returns>
    string Run()
    {
        string java = Machine.FindJdk(17)!.Java;
        Outside.Run("javac", "-d", _folder.Path, Path.Combine(SourceTree.Root, "tests", "fixtures", "Orders.java"));
        ProcessStartInfo start = new(java, ["-Xmx64m", "-XX:+UseSerialGC", "-cp", _folder.Path, "Orders"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_PRELOAD"] = Tcmalloc;
        start.Environment["HEAPPROFILE"] = _folder.At("shop");
        start.Environment["HEAP_PROFILE_ALLOCATION_INTERVAL"] = "0";
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        Assert.Equal("READY", process.StandardOutput.ReadLine());
        process.StandardInput.WriteLine(Inflaters);
        Assert.Equal("DONE", process.StandardOutput.ReadLine());
        string smaps = _folder.Write("smaps.txt", File.ReadAllText($"/proc/{process.Id}/smaps"));
        process.StandardInput.Close();
        process.WaitForExit();
        return smaps;
    }
}
