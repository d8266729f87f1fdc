using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Proc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>A JVM's own trim, against what a walk foretold of it.</summary>
public sealed class JvmTrimTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [JdkFact(17)]
    public void JDK_17() => Check(17);

    [JdkFact(25)]
    public void JDK_25() => Check(25);

    void Check(int feature)
    {
        string source = _folder.Write("Churn.java", CPrograms.Text("Churn.java"));
        Outside.Run(Machine.FindJdk(17)!.Javac, "-XDignore.symbol.file", "-d", _folder.Path, source);
        using SmallJvm jvm = new(feature, program: ["-cp", _folder.Path, "Churn"]);
        string jcmd = Path.Combine(Path.GetDirectoryName(Machine.FindJdk(feature)!.Java)!, "jcmd");
        // The thread that answers makes its own arena first.
        Outside.Run(jcmd, jvm.Target, "VM.version");
        MallocState before = MallocSays.Walk(jvm.Pid);

        Bytes resident = Resident(jvm.Pid);

        // Its own figure is rounded to MiB where there are that many.
        Assert.Contains("RSS+Swap", Outside.Run(jcmd, jvm.Target, "System.trim_native_heap"), StringComparison.Ordinal);

        Bytes all = resident - Resident(jvm.Pid);
        // Other threads of the JVM run meanwhile: what they take elsewhere is in the sum, too.
        Bytes returned = before.Resident.Total - MallocSays.Walk(jvm.Pid).Resident.Total;
        Check(before.Resident.Trimmable, returned, 0.01);
        Check(before.Resident.Trimmable, all, 0.05);
        Assert.All(before.Arenas, arena => Assert.Equal(arena.System, arena.Proof.Checks[0] is { } check ? new Bytes(check.Found) : default));
    }

    static void Check(Bytes foretold, Bytes returned, double most) =>
        Assert.True(Math.Abs((foretold - returned).Value) <= most * returned.Value, $"foretold {foretold.Value}, returned {returned.Value}");

    /// <summary>Counted page by page; what status says is approximate while threads run.</summary>
    static Bytes Resident(int pid) =>
        SmapsText.ParseRollup(File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps_rollup")), "smaps_rollup").Value!.Value.Rss;
}
