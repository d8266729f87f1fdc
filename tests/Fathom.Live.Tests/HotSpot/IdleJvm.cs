using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Jdks;
using Fathom.Lab.Roots;
using Fathom.Sources.HotSpot;
using Fathom.Sources.HotSpot.Attach;
using Fathom.Tests;

namespace Fathom.Live.Tests.HotSpot;

/// <summary>A JVM that waits: "ready" once main runs, "pong" for each line it is given, an end with its input.</summary>
sealed class IdleJvm : IDisposable
{
    const string Source = """
        public class Idle {
            static byte[][] kept = new byte[50][];
            public static void main(String[] a) throws Exception {
                for (int i = 0; i < 2000; i++) kept[i % 50] = new byte[50000];
                System.out.println("ready");
                for (int c; (c = System.in.read()) >= 0;) if (c == '\n') System.out.println("pong");
            }
        }
        """;

    const string Owning = "fathomtest.Owns";
    const string Keeping = "com.example.Keeps";

    /// <summary>setpriv's way to become nobody; what follows keeps the pid.</summary>
    internal static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    static readonly Lazy<string> Classes = new(Compile);

    static readonly string[] Usual = ["-Xmx64m", "-XX:TieredStopAtLevel=1"];

    readonly System.Diagnostics.Process _process;
    readonly List<string> _lines = [];

    IdleJvm(IReadOnlyList<string> command)
    {
        System.Diagnostics.ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = System.Diagnostics.Process.Start(start)!;
        Id = _process.Id;
    }

    static string[] Main => ["-cp", Classes.Value, "Idle"];

    internal int Id { get; private set; }

    internal JvmProcess Process => JvmProcess.Of(Id).Value;

    /// <summary>Everything it printed so far, with the answer to a last question, so that nothing is on its way.</summary>
    internal IReadOnlyList<string> Printed()
    {
        _process.StandardInput.Write('\n');
        _process.StandardInput.Flush();
        ReadUntil("pong");
        return _lines;
    }

    internal static IdleJvm Start(Jdk jdk, params string[] options) => Unready([], jdk, options).Ready();

    internal static IdleJvm Start(string java, params string[] options) => new IdleJvm([java, .. Usual, .. options, .. Main]).Ready();

    internal static IdleJvm StartAs(string[] prefix, Jdk jdk, params string[] options) => Unready(prefix, jdk, options).Ready();

    /// <summary>Targets/Owns.java, ready: objects that own native memory, in known numbers.</summary>
    internal static IdleJvm StartOwning(Jdk jdk, params string[] options) =>
        new IdleJvm([jdk.Java, "-Xmx128m", .. options, "-cp", Classes.Value, Owning]).Ready();

    internal static IdleJvm StartOwning(RootFs root, params string[] options) =>
        new IdleJvm(root.Enter(Classes.Value, [root.JavaHome + "/bin/java", "-Xmx128m", .. options, "-cp", "/opt/fathom-lab", Owning])).Ready();

    /// <summary>Targets/Keeps.java, ready: objects that hold native memory, kept in several ways or dropped.</summary>
    internal static IdleJvm StartKeeping(Jdk jdk, params string[] options) =>
        new IdleJvm([jdk.Java, "-Xmx256m", .. options, "-cp", Classes.Value, Keeping]).Ready();

    internal static IdleJvm StartKeeping(RootFs root, params string[] options) =>
        new IdleJvm(root.Enter(Classes.Value, [root.JavaHome + "/bin/java", "-Xmx256m", .. options, "-cp", "/opt/fathom-lab", Keeping])).Ready();

    /// <summary>Targets/Fragments.java, ready: a malloc that keeps most of what was freed.</summary>
    internal static IdleJvm StartFragmenting(RootFs root) =>
        new IdleJvm(root.Enter(JavaProgram.Classes, [root.JavaHome + "/bin/java", "-Xmx64m", "-cp", "/opt/fathom-lab", "fathomtest.Fragments", "6", "9000", "64"])).Ready();

    /// <summary>Targets/Moves.java, ready: direct buffers in a known number, which every collection moves.</summary>
    internal static IdleJvm StartMoving(Jdk jdk, int buffers, params string[] options) =>
        new IdleJvm([jdk.Java, "-Xmx512m", .. options, "-cp", JavaProgram.Classes, .. Moving(buffers)]).Ready();

    internal static IdleJvm StartMoving(RootFs root, int buffers, params string[] options) =>
        new IdleJvm(root.Enter(JavaProgram.Classes, [root.JavaHome + "/bin/java", "-Xmx512m", .. options, "-cp", "/opt/fathom-lab", .. Moving(buffers)])).Ready();

    internal static IdleJvm Unready(string[] prefix, Jdk jdk, params string[] options) =>
        new([.. prefix, jdk.Java, .. Usual, .. options, .. Main]);

    /// <summary>In pid and mount namespaces of its own, with a /tmp of its own.</summary>
    internal static IdleJvm Start(RootFs root, string[] prefix, params string[] options) =>
        new IdleJvm(root.Enter(Classes.Value,
            [.. prefix, root.JavaHome + "/bin/java", "-Xmx64m", .. options, "-cp", "/opt/fathom-lab", "Idle"])).Ready();

    internal IdleJvm Ready()
    {
        ReadUntil("ready");
        const string Host = "HOST ";
        if (_lines.FirstOrDefault(line => line.StartsWith(Host, StringComparison.Ordinal)) is { } host)
            Id = int.Parse(host.AsSpan(Host.Length), CultureInfo.InvariantCulture);
        return this;
    }

    internal Result<string> Ask(string line, AttachOptions? options = null)
    {
        using HotSpotAttach attach = HotSpotAttach.Open(Process, options ?? new AttachOptions()).Value;
        return attach.Ask(AttachRequest.Of(line.Split(' ')).Value).Then(reply =>
        {
            using AttachReply open = reply;
            return open.ReadAll(Limits.AttachTextBytes).Then<string>(bytes => System.Text.Encoding.UTF8.GetString(bytes));
        });
    }

    internal void Signal(string name) => Outside.Run("kill", "-" + name, Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>A name in its /tmp.</summary>
    internal string InTmp(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/root/tmp/{prefix}{Process.NamespacePid}");

    internal bool LeftNoTrigger => !File.Exists(InTmp(".attach_pid"));

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        // A JVM that is killed leaves these.
        foreach (string left in Directory.GetDirectories("/tmp", "hsperfdata_*").Select(folder => Path.Combine(folder, $"{Id}")))
            File.Delete(left);
        File.Delete($"/tmp/.java_pid{Id}");
    }

    void ReadUntil(string wanted)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _lines.Add(line);
            if (line == wanted)
                return;
        }
        Assert.Fail($"it ended before it said {wanted}: {string.Join('\n', _lines)}");
    }

    static string[] Moving(int buffers) => ["fathomtest.Moves", buffers.ToString(CultureInfo.InvariantCulture)];

    static string Compile()
    {
        string folder = Directory.CreateTempSubdirectory("fathom-idle-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(folder, "Idle.java"), Source);
        File.WriteAllText(Path.Combine(folder, "Owns.java"), CPrograms.Text("Owns.java"));
        File.WriteAllText(Path.Combine(folder, "Keeps.java"), CPrograms.Text("Keeps.java"));
        Outside.Run(Machine.FindJdk(17)!.Javac, "-source", "8", "-target", "8", "-nowarn", "-d", folder,
            Path.Combine(folder, "Idle.java"), Path.Combine(folder, "Owns.java"), Path.Combine(folder, "Keeps.java"));
        return folder;
    }
}
