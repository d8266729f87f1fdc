using Fathom.Evidence;
using Fathom.Sources.Pages;

namespace Fathom.Tests.Sources.Pages;

public class ScanSpanTests
{
    [Fact]
    public void Neighbours_with_one_question_are_one_span_with_the_holes_between_them()
    {
        Assert.Equal([new ScanSpan(0x1000, 0x9000, false)],
            ScanSpan.Of([At(1, 2), At(2, 3), At(8, 9)]));
    }

    [Fact]
    public void Whether_a_page_is_the_files_own_is_asked_only_where_it_is_not_known()
    {
        Mapping[] mappings =
        [
            At(1, 2), At(2, 3, "/lib.so"), At(3, 4, "/lib.so"), At(4, 5, "/dev/shm/x", Access.Shared), At(5, 6, "/dev/dri/card0", Access.Shared),
            At(6, 7, "/data", Access.Shared),
        ];

        Assert.Equal(
            [new(0x1000, 0x2000, false), new(0x2000, 0x4000, true), new(0x4000, 0x5000, false), new(0x5000, 0x6000, true), new(0x6000, 0x7000, false)],
            ScanSpan.Of(mappings));
    }

    [Fact]
    public void The_gate_page_is_not_asked_about()
    {
        Assert.Empty(ScanSpan.Of([At(0xffffffffff600, 0xffffffffff601, "[vsyscall]", inode: 0)]));
        Assert.Empty(ScanSpan.Of([]));
    }

    static Mapping At(ulong first, ulong end, string name = "", Access access = Access.None, ulong? inode = null) =>
        new(new(new(first << 12), new(end << 12)), Access.Read | access, 0, default, inode ?? (name.Length > 0 ? 7UL : 0), name, false);
}
