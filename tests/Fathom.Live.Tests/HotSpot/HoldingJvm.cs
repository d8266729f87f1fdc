using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Lab.Roots;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>Targets/Holds.java: it holds buffers, and prints what its own MXBeans say of them and of its pools.</summary>
sealed class HoldingJvm : IDisposable
{
    static readonly Lazy<string> Classes = new(Compile);

    readonly Process _process;
    readonly List<string> _lines = [];

    HoldingJvm(IReadOnlyList<string> command)
    {
        _process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Pid = _process.Id;
        ReadUntil("ready");
    }

    internal int Pid { get; private set; }

    internal static HoldingJvm Start(int feature, params string[] options) =>
        new([Machine.FindJdk(feature)!.Java, "-Xmx96m", "-Xms32m", .. options, "-cp", Classes.Value, "fathomtest.Holds"]);

    internal static HoldingJvm Start(RootFs root, params string[] options) =>
        new(root.Enter(Classes.Value, [root.JavaHome + "/bin/java", "-Xmx96m", .. options, "-cp", "/opt/fathom-lab", "fathomtest.Holds"]));

    internal JvmState Look() => LiveLook.At(Pid, new LookOptions { JvmFigures = true }).Value.JvmState!;

    internal byte[] Ask(string command)
    {
        using HotSpotAttach attach = HotSpotAttach.Open(JvmProcess.Of(Pid).Value, new AttachOptions()).Value;
        using AttachReply reply = attach.Ask(AttachRequest.Of(command.Split(' ')).Value).Value;
        return reply.ReadAll(Limits.AttachTextBytes).Value;
    }

    /// <summary>The numbers behind the last line that begins so, said anew.</summary>
    internal long[] Says(string beginning)
    {
        _process.StandardInput.Write('x');
        _process.StandardInput.Flush();
        ReadUntil("said");
        return Said(beginning);
    }

    internal long[] Said(string beginning) =>
        [.. _lines.Last(line => line.StartsWith(beginning + " ", StringComparison.Ordinal))[(beginning.Length + 1)..].Split(' ')
            .Select(word => long.Parse(word, CultureInfo.InvariantCulture))];

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        File.Delete($"/tmp/.java_pid{Pid}");
    }

    void ReadUntil(string wanted)
    {
        const string host = "HOST ";
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _lines.Add(line);
            if (line.StartsWith(host, StringComparison.Ordinal))
                Pid = int.Parse(line.AsSpan(host.Length), CultureInfo.InvariantCulture);
            if (line == wanted)
                return;
        }
        Assert.Fail($"it ended before it said {wanted}: {string.Join('\n', _lines)}");
    }

    static string Compile()
    {
        string folder = Directory.CreateTempSubdirectory("fathom-holds-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        string[] sources = [Path.Combine(folder, "Holds.java"), Path.Combine(folder, "PlatformDependent.java")];
        foreach (string source in sources)
            File.WriteAllText(source, CPrograms.Text(Path.GetFileName(source)), new UTF8Encoding(false));
        Outside.Run(Machine.FindJdk(17)!.Javac, ["-source", "8", "-target", "8", "-nowarn", "-d", folder, .. sources]);
        return folder;
    }
}
