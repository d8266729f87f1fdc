using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;
using Fathom.Sources.Formats.HotSpot;
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

        byte[] answer = Encoding.UTF8.GetBytes(Outside.Run(jcmd, jvm.Target, "System.trim_native_heap"));

        TrimResult trim = TrimText.Parse(answer, "jcmd").Value;
        Assert.InRange(before.Resident.Trimmable.Value, Bytes.FromMiB(8).Value, long.MaxValue);
        // Other threads of the JVM run meanwhile: what they take is in its figure, too.
        long off = Math.Abs((before.Resident.Trimmable - trim.Returned).Value);
        Assert.True(off <= trim.Returned.Value / 100, $"foretold {before.Resident.Trimmable.Value}, returned {trim.Returned.Value}");
        Assert.All(before.Arenas, arena => Assert.Equal(arena.System, arena.Proof.Checks[0] is { } check ? new Bytes(check.Found) : default));
    }
}
