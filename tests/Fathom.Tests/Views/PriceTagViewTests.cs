using Fathom.Evidence;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public class PriceTagViewTests
{
    static readonly PriceTag Tag = new("loads a library into the JVM that samples its calls of malloc", ActWeight.Dear,
        "none; some ms of the Attach Listener's", "up to 1 % of one processor, and some ns a call", "none", "38 KiB of code at rest");

    [Fact]
    public void On_a_terminal_it_is_broken_at_words()
    {
        Assert.Equal(
        [
            "act: trace 4242: loads a library into the JVM that samples",
            "  its calls of malloc",
            "  pause: none; some ms of the Attach Listener's; CPU: up to",
            "    1 % of one processor, and some ns a call; disk: none;",
            "    leaves: 38 KiB of code at rest",
        ], Lines(60));
    }

    [Fact]
    public void In_a_log_each_of_its_lines_is_whole() => Assert.Equal(2, Lines(int.MaxValue).Length);

    static string[] Lines(int columns)
    {
        StringWriter to = new() { NewLine = "\n" };
        PriceTagView.Write("trace 4242", Tag, columns, to);
        return to.ToString().TrimEnd('\n').Split('\n');
    }
}
