using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.HotSpot;

namespace Fathom.Tests.Sources.HotSpot;

public sealed class JvmLookTests
{
    [Fact]
    public void Another_JVM_than_HotSpot_is_named_and_not_read()
    {
        const string library = "/opt/openj9/lib/default/libjvm.so";
        Snapshot snapshot = new()
        {
            TakenAt = default,
            Target = new Target { Pid = 1, Jvm = new JvmBuild(null, null, library) },
            Status = new ProcessStatus(),
            Mappings = [Mapped(0x10000, library), Mapped(0x20000, "/opt/openj9/lib/default/libj9vm29.so")],
            Cost = Cost.None,
        };

        Gap gap = JvmLook.Read(snapshot, library, new FakeMemory(), new FakeMemory(), new LookOptions(), []).Gap!;

        Assert.Equal(Gaps.VmNotHotSpot.Id, gap.Id);
        Assert.Contains("OpenJ9", gap.What, StringComparison.Ordinal);
    }

    static Mapping Mapped(ulong start, string name) =>
        new(new AddressRange(new(start), new(start + 0x1000)), Access.Read | Access.Execute, 0, default, 1, name, false);
}
