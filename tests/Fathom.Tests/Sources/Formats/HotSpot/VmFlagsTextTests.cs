using Fathom.Evidence.HotSpot;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Tests.Sources.Formats.HotSpot;

public sealed class VmFlagsTextTests
{
    public static TheoryData<string> Jdks() => [.. SavedAnswers.Jdks];

    static VmFlags Read(string jdk, string command) => VmFlagsText.Parse(SavedAnswers.Read(jdk, command), command).Value;

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_short_form_says_what_the_long_one_says(string jdk)
    {
        VmFlags few = Read(jdk, "flags");
        VmFlags all = Read(jdk, "flags-all");

        Assert.Equal("33554432", few["MaxHeapSize"]);
        Assert.Equal("true", few["UseG1GC"]);
        Assert.True(all.Flags.Count > 500);
        // The long form leaves out diagnostic and experimental flags that were not unlocked; the short one does not.
        VmFlag[] both = [.. few.Flags.Where(flag => all[flag.Name] is not null)];
        Assert.True(both.Length >= 8);
        Assert.All(both, flag => Assert.Equal(flag.Value, all[flag.Name]));
    }

    [Theory]
    [MemberData(nameof(Jdks))]
    public void The_long_form_knows_type_kind_and_who_set_it(string jdk)
    {
        VmFlag heap = Assert.Single(Read(jdk, "flags-all").Flags, flag => flag.Name == "MaxHeapSize");

        Assert.Equal((jdk == "8" ? "uintx" : "size_t", "product", jdk == "8" ? "set" : "command line"), (heap.Type, heap.Kind, heap.Origin));
    }

    [Fact]
    public void A_value_may_be_empty_or_hold_blanks()
    {
        Assert.Equal("", Read("25", "flags-all")["AOTCache"]);
        VmFlags flags = VmFlagsText.Parse("-XX:OnOutOfMemoryError=kill -9 %p -XX:-UseCodeCacheFlushing -XX:+UseSerialGC \n"u8, "f").Value;
        Assert.Equal("kill -9 %p", flags["OnOutOfMemoryError"]);
        Assert.Equal("false", flags["UseCodeCacheFlushing"]);
        Assert.Null(flags["UseG1GC"]);
    }
}
