using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Proc;

public class CommandLineTextTests
{
    [Theory]
    [InlineData("java -Xmx1g com.example.Main a b", "com.example.Main")]
    [InlineData("/opt/jdk/bin/java -cp a:b com.example.Main", "com.example.Main")]
    [InlineData("java -jar /srv/orders.jar --server", "orders.jar")]
    [InlineData("java -jar", "java")]
    [InlineData("java -p mods -m app/com.example.Main x", "app/com.example.Main")]
    [InlineData("java --module-path mods --module app/com.example.Main", "app/com.example.Main")]
    [InlineData("java --module=app/com.example.Main x", "app/com.example.Main")]
    [InlineData("java @/etc/java.args", "java")]
    [InlineData("java @/etc/java.args Main", "Main")]
    [InlineData("java --source 17 /srv/Tool.java arg", "Tool.java")]
    [InlineData("java --add-opens java.base/java.lang=ALL-UNNAMED Main", "Main")]
    [InlineData("java --add-opens=java.base/java.lang=ALL-UNNAMED Main", "Main")]
    [InlineData("orders-service -Xmx1g -cp x com.example.Main", "com.example.Main")]
    [InlineData("java", "java")]
    public void The_main_class_is_what_the_launcher_would_run(string arguments, string main)
    {
        CommandLine command = CommandLineText.Parse(Encoding.UTF8.GetBytes(arguments.Replace(' ', '\0') + '\0'));

        Assert.Equal(main, command.Main);
        Assert.Equal(arguments, command.Shown);
    }

    [Fact]
    public void The_program_is_known_apart_from_its_arguments()
    {
        Assert.Equal("sleep", CommandLineText.Parse("/usr/bin/sleep\0100\0"u8).Program);
        Assert.Equal("", CommandLineText.Parse([]).Program);
    }

    [Fact]
    public void A_line_that_the_process_wrote_over_is_shown_as_it_is()
    {
        CommandLine command = CommandLineText.Parse("postgres: writer process -Dpassword=hunter2 x                \0\0"u8);

        Assert.Equal("postgres: writer process -Dpassword=*** x", command.Shown.TrimEnd());
    }

    [Fact]
    public void Empty_arguments_stay_and_odd_bytes_are_told()
    {
        Assert.Equal("java  Main \\xff", CommandLineText.Parse([.. "java\0\0Main\0"u8, 0xff, 0]).Shown);
        Assert.Equal(new CommandLine("", ""), CommandLineText.Parse([]));
        Assert.Equal(new CommandLine("", ""), CommandLineText.Parse("\0\0\0"u8));
    }

    [Theory]
    [InlineData("java -Xmx512m Main", 512L << 20)]
    [InlineData("java -Xmx1g -Xmx2G Main", 2L << 30)]
    [InlineData("java -XX:MaxHeapSize=100k Main", 100L << 10)]
    [InlineData("java -mx64m Main", 64L << 20)]
    [InlineData("java -Xmx1048576 Main", 1L << 20)]
    [InlineData("java -Xmx1t Main", 1L << 40)]
    [InlineData("java -Xmx Main", null)]
    [InlineData("java -Xmx9223372036854775807g Main", null)]
    [InlineData("java -Xmx-1g Main", null)]
    [InlineData("java -Xmx1x Main", null)]
    [InlineData("java -Xmx1gg Main", null)]
    [InlineData("java Main -Xmx512m", null)]
    [InlineData("java -jar a.jar -Xmx512m", null)]
    [InlineData("java -Xmx1g -jar a.jar -Xmx512m", 1L << 30)]
    public void The_heap_is_what_the_last_option_to_the_launcher_says(string arguments, long? bytes)
    {
        CommandLine command = CommandLineText.Parse(Encoding.UTF8.GetBytes(arguments.Replace(' ', '\0')));

        Assert.Equal(bytes, command.MaxHeap?.Value);
    }

    [Fact]
    public void Secrets_are_shown_only_when_asked_for()
    {
        ReadOnlySpan<byte> text = "java\0-Dpassword=hunter2\0Main\0"u8;

        Assert.Equal("java -Dpassword=*** Main", CommandLineText.Parse(text).Shown);
        Assert.Equal("java -Dpassword=hunter2 Main", CommandLineText.Parse(text, raw: true).Shown);
    }

    [Fact]
    public void Damaged_command_lines_are_read_without_a_throw() => Fuzz.Everywhere(
        "/opt/jdk/bin/java\0-Xmx1g\0--module=app/Main\0--password\0x\0-Durl=https://u:p@host/?token=eyJhbGciOi.abc\0",
        text => CommandLineText.Parse(text));
}
