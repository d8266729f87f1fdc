using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.HotSpot;

/// <summary>The head of an answer on a JVM, without reading its mappings.</summary>
public static class JvmTarget
{
    public static Target Of(JvmProcess jvm, PerfData? data, bool raw)
    {
        using Deadline deadline = new(Limits.ReadDeadline);
        ProcessFacts facts = new(DirectoryFiles.OfProcess(jvm.Pid), new LookOptions { Raw = raw }, deadline, []);
        return new Target
        {
            Pid = jvm.Pid,
            Command = facts.Command(),
            Uptime = ProcessFacts.Uptime(jvm.Birth),
            Jvm = data is null ? null : new JvmBuild(
                data.Text("java.property.java.vm.name"), data.Text("java.property.java.vm.version"), "libjvm.so"),
        };
    }
}
