using System.Collections;
using System.Reflection;
using Fathom.Evidence;
using Fathom.Sources.Bundle;

namespace Fathom.Tests.Sources.Bundle;

public sealed class RedactionTests
{
    /// <summary>Words of fathom's, of the kernel's, of HotSpot's and of libraries. A property that is added must be put here, or be redacted.</summary>
    static readonly string[] Kept =
    [
        "Allocator.Version", "ChunkGroup.NmtTag", "CommandLine.Shown", "Cost.LeftBehind", "FoundText.Kind", "Gap.Errno", "Gap.Id", "Gap.So", "Gap.Try", "Gap.What", "Gap.Where",
        "GroupHolder.Root", "GroupRoot.Name", "GroupWord.Symbol", "JvmBuild.Name", "JvmBuild.Version", "JvmObject.Type", "JvmRange.Command", "JvmRange.Name",
        "JvmState.Collector", "MappingUsage.Flags", "NmtCategory.Tag", "NmtFileBlock.File", "NmtFileBlock.Tag", "NmtFrame.Symbol", "NmtRange.Tag", "NmtRegion.Tag", "NmtSite.Tag",
        "NmtState.Tags", "NmtTagBlocks.Name", "SpaceUse.Name", "TableStats.Name", "ValueTuple.Item1", "ValueTuple.Item2", "VmFlag.Kind", "VmFlag.Name", "VmFlag.Origin",
        "VmFlag.Type", "VmFlag.Value",
    ];

    [Fact]
    public void Every_text_is_known_to_stay_or_is_replaced()
    {
        Snapshot snapshot = Filled.Make<Snapshot>(new Random(5));
        HashSet<string> before = [], after = [], texts = [];
        Collect(snapshot, "", (place, text) => before.Add(place + text));
        Collect(new Redaction().Of(snapshot), "", (place, text) =>
        {
            after.Add(place + text);
            if (before.Contains(place + text))
                texts.Add(place);
        });
        Assert.Empty(texts.Except(Kept).Order());
    }

    [Theory]
    [InlineData("java.util.zip.Inflater", "java.util.zip.Inflater")]
    [InlineData("com.acme.Orders$Cache", "name_aa.name_ab.name_ac$name_ad")]
    [InlineData("long[]", "long[]")]
    public void Classes_that_everybody_has_keep_their_names(string name, string redacted) => Assert.Equal(redacted, new Pseudonyms().Class(name));

    [Theory]
    [InlineData("/usr/lib/x86_64-linux-gnu/libz.so.1.3", "/usr/lib/x86_64-linux-gnu/libz.so.1.3")]
    [InlineData("/opt/acme/lib/libpay.so.2", "/opt/name_aa/lib/name_ab.so.2")]
    [InlineData("/opt/jdk-acme/lib/server/libjvm.so", "/opt/name_aa/lib/server/libjvm.so")]
    [InlineData("/app/orders.jar", "/app/name_aa.jar")]
    [InlineData("/tmp/hsperfdata_acme/4242", "/tmp/hsperfdata_name_aa/4242")]
    [InlineData("/dev/shm/orders", "/dev/shm/name_aa")]
    [InlineData("/memfd:orders", "/memfd:name_aa")]
    [InlineData("/usr/local/acme/x.db", "/usr/local/name_aa/name_ab.db")]
    [InlineData("[heap]", "[heap]")]
    public void Files_keep_what_says_what_they_are(string path, string redacted) => Assert.Equal(redacted, new Pseudonyms().File(path));

    [Fact]
    public void Threads_of_one_kind_stay_of_one_kind()
    {
        Pseudonyms names = new();
        string one = names.Thread("payments-3"), two = names.Thread("payments-12"), other = names.Thread("refunds-1");
        Assert.Equal(one.Replace("3", "12", StringComparison.Ordinal), two);
        Assert.NotEqual(one.Replace("3", "1", StringComparison.Ordinal), other);
        Assert.Equal("GC Thread#0", names.Thread("GC Thread#0"));
    }

    [Fact]
    public void A_key_gives_a_name_the_same_stand_in_whenever_it_is_met()
    {
        Pseudonyms one = new(new NameKey(new byte[16])), two = new(new NameKey(new byte[16])), other = new(new NameKey([1, .. new byte[15]])), plain = new();
        string alone = one.Class("com.acme.Orders");
        two.Thread("payments-7");
        Assert.Equal(alone, two.Class("com.acme.Orders"));
        Assert.Matches("^(name_[a-z]{10}[.]?){3}$", alone);
        Assert.NotEqual(alone, other.Class("com.acme.Orders"));
        Assert.Equal("java.util.List", one.Class("java.util.List"));
        Assert.Equal("name_aa", plain.Class("Orders"));
    }

    [Fact]
    public void Names_that_differ_have_stand_ins_that_do()
    {
        NameKey key = new("0123456789abcdef"u8);
        Assert.Equal(20_000, Enumerable.Range(0, 20_000).Select(i => key.StandIn("Orders" + i)).Distinct().Count());
    }

    static void Collect(object? value, string place, Action<string, string> see)
    {
        if (value is string text)
            see(place, text);
        else if (value is IDictionary map)
            Collect(map.Values, place, see);
        else if (value is IEnumerable list and not PageRuns)
        {
            foreach (object? each in list)
                Collect(each, place, see);
        }
        else if (value is not null && value.GetType() is { IsPrimitive: false, IsEnum: false } type && (type.Namespace?.StartsWith("Fathom", StringComparison.Ordinal) == true || type.Name.StartsWith("ValueTuple", StringComparison.Ordinal)))
        {
            string name = type.Name.Split('`')[0];
            foreach (PropertyInfo property in type.GetProperties().Where(property => property.SetMethod is not null && property.GetIndexParameters().Length == 0))
                Collect(property.GetValue(value), name + "." + property.Name, see);
            foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
                Collect(field.GetValue(value), name + "." + field.Name, see);
        }
    }
}
