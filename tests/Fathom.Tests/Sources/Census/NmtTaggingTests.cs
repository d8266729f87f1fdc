using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Sources.Census;

namespace Fathom.Tests.Sources.Census;

public class NmtTaggingTests
{
    [Theory]
    [InlineData("25.452-b09", true, false)]
    [InlineData("11.0.27+6", true, false)]
    [InlineData("17.0.15+6-Debian-1deb12u1", false, true)]
    [InlineData("25.0.3+9-LTS", false, true)]
    [InlineData("25+36", false, true)]
    public void Takes_the_header_that_the_version_writes(string version, bool old, bool marked)
    {
        NmtTagging tags = Of(version, NmtLevel.Summary);
        byte[] bytes = new byte[120];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 100);
        bytes[8] = 1;
        Assert.Equal(old ? 1 : -1, tags.TagOf(bytes, 128 | 1));

        bytes[8] = 200;
        (bytes[12], bytes[14], bytes[15]) = (2, 0x9E, 0xE9);
        (bytes[116], bytes[117]) = (0xE8, 0x8E);
        Assert.Equal(marked ? 2 : -1, tags.TagOf(bytes, 128 | 1));
        bytes[116] = 0;
        Assert.Equal(-1, tags.TagOf(bytes, 128 | 1));
    }

    [Fact]
    public void Sees_no_header_where_nobody_tracks()
    {
        byte[] bytes = new byte[120];
        (bytes[0], bytes[12], bytes[14], bytes[15], bytes[116], bytes[117]) = (100, 2, 0x9E, 0xE9, 0xE8, 0x8E);
        Assert.Equal(2, Of("21.0.7+6", NmtLevel.Detail).TagOf(bytes, 128));
        Assert.Equal(-1, Of("21.0.7+6", NmtLevel.Off).TagOf(bytes, 128));
        Assert.Equal(-1, new NmtTagging(null).TagOf(bytes, 128));
    }

    static NmtTagging Of(string version, NmtLevel level) => new(new JvmState
    {
        Build = ("OpenJDK 64-Bit Server VM", version),
        Nmt = new NmtState(level) { Tags = ["Java Heap", "Class", "Thread"] },
    });
}
