using System.Text;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Sources.Profiles;

public sealed class GeneratedCodeTests
{
    /// <summary>As the tools of JDK 17 and agents of perf print it.</summary>
    const string Lists = """
        7fc72cecfaa0 b8 long Spin.f(long)
        0x00007fc72c940b80 0x0000000000017d40 Interpreter
        71 4 0 Spin.g(J)J [0x00007fc73cecf910, 0x00007fc73cecfaa0 - 0x00007fc73cecfb58]
        9 0 -1 java.lang.invoke.MethodHandle.linkToStatic(Ljava/lang/Object;)Ljava/lang/Object; [0x00007fc73cec7490, 0x00007fc73cec7600 - 0x00007fc73cec7618]
        0x00007fc74ced5e90 (+0x0000ee90) 0x00000bc8(   2K)   N     c2   4    480 Spin.cat(I)Ljava/lang/String;
        Event: 0.558 Thread 0x00007fc73c0a2c70  101       4       java.lang.String::hashCode (60 bytes)
        Event: 0.559 Thread 0x00007fc73c0a2c70 nmethod 101 0x00007fc75ced2b90 code [0x00007fc75ced2d20, 0x00007fc75ced2f38]
        Event: 0.560 Thread 0x00007fc73c0a2c70 nmethod 102 0x00007fc76ced2b90 code [0x00007fc76ced2d20, 0x00007fc76ced2f38]
        16147:

        """;

    [Theory]
    [InlineData(0x7fc72cecfaa0, "long Spin.f(long)")]
    [InlineData(0x7fc72cecfb57, "long Spin.f(long)")]
    [InlineData(0x7fc72cecfb58, null)]
    [InlineData(0x7fc72cecfa9f, null)]
    [InlineData(0x7fc72c940b80, "Interpreter")]
    [InlineData(0x7fc73cecfaa0, "Spin.g")]
    [InlineData(0x7fc73cecfb58, null)]
    [InlineData(0x7fc73cec7600, "java.lang.invoke.MethodHandle.linkToStatic")]
    [InlineData(0x7fc74ced5e90, "Spin.cat")]
    [InlineData(0x7fc74ced6a58, null)]
    [InlineData(0x7fc75ced2d20, "java.lang.String.hashCode")]
    [InlineData(0x7fc76ced2d20, null)]
    public void Each_list_names_the_bytes_that_it_says(long address, string? name) => Assert.Equal(name, Of(Lists).NameAt((ulong)address));

    [Theory]
    [InlineData(0x10ff, null)]
    [InlineData(0x1100, "old")]
    [InlineData(0x11ff, "old")]
    [InlineData(0x1200, "new")]
    [InlineData(0x13ff, "new")]
    [InlineData(0x1400, "old")]
    [InlineData(0x1500, "last")]
    [InlineData(0x1510, "old")]
    [InlineData(0x1600, null)]
    [InlineData(0x2000, "again")]
    public void Later_code_takes_the_place_of_what_was_there(ulong address, string? name) =>
        Assert.Equal(name, Of("1100 500 old\n1200 100 between\n1200 200 new\n1500 10 last\n2000 10 first\n2000 10 again\n").NameAt(address));

    /// <summary>Byte by byte, the last line that covers it.</summary>
    [Fact]
    public void Any_lines_name_each_byte_as_the_last_one_does()
    {
        Random random = new(8);
        for (int round = 0; round < 200; round++)
        {
            StringBuilder text = new();
            var last = new string?[64];
            for (int line = 0; line < random.Next(1, 12); line++)
            {
                int start = random.Next(60), size = random.Next(1, 64 - start);
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{0x1000 + start:x} {size:x} n{line}\n");
                Array.Fill(last, $"n{line}", start, size);
            }
            GeneratedCode code = Of(text.ToString());
            Assert.Equal(last, Enumerable.Range(0, 64).Select(at => code.NameAt((ulong)(0x1000 + at))));
        }
    }

    [Theory]
    [InlineData("/tmp/perf-42.map", 42)]
    [InlineData("/tmp/perf-.map", null)]
    [InlineData("/tmp/perf-4x.map", null)]
    [InlineData("/opt/perf-42.map", null)]
    public void A_map_is_of_the_process_in_its_name(string library, int? pid)
    {
        Assert.Equal(pid, PerfMap.PidOf(library));
    }

    [Fact]
    public void Damaged_lists_do_no_harm() => Fuzz.Everywhere(Lists, text => CodeListText.Read(new MemoryStream(text)).NameAt(0x7fc72cecfaa0));

    [Fact]
    public void Ranges_at_the_end_of_64_bits_are_none() =>
        Assert.Null(Of("ffffffffffffff00 200 wraps\n1000 0 empty\n").NameAt(0xffffffffffffff10));

    static GeneratedCode Of(string text) => CodeListText.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
