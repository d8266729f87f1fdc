using Fathom.Views.Tui;

namespace Fathom.Tests.Views.Tracing;

public class ScreenTests
{
    [Fact]
    public void What_stood_on_the_terminal_comes_back_once()
    {
        using StringWriter to = new();
        Screen screen = new(to);
        screen.Show("one\ntwo\n");
        screen.Dispose();
        screen.Dispose();
        screen.Show("late\n");

        Assert.Equal("\e[?1049h\e[?25l\e[Hone\e[K\r\ntwo\e[K\r\n\e[J\e[?25h\e[?1049l", to.ToString());
    }
}
