namespace Fathom.Views.Tui;

/// <summary>
/// Pages on a terminal, one over the other (ECMA-48 and xterm's second screen): what stood there before comes back at the end.
/// A page is written in one piece, so that none is seen half drawn.
/// </summary>
public sealed class Screen : IDisposable
{
    const string Enter = "\e[?1049h\e[?25l", Leave = "\e[?25h\e[?1049l", Home = "\e[H", RestOfLine = "\e[K", RestOfScreen = "\e[J";

    readonly Lock _turn = new();
    readonly TextWriter _to;
    bool _isOver;

    public Screen(TextWriter to)
    {
        _to = to;
        Write(Enter);
    }

    /// <param name="page">Plain lines, as many as there is room for.</param>
    public void Show(string page) => Write(Home + page.Replace("\n", RestOfLine + "\r\n", StringComparison.Ordinal) + RestOfScreen);

    /// <summary>A signal may end it while a page is being written.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            Write(Leave);
            _isOver = true;
        }
    }

    void Write(string text)
    {
        lock (_turn)
        {
            if (_isOver)
                return;
            _to.Write(text);
            _to.Flush();
        }
    }
}
