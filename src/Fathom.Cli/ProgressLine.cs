using System.Globalization;

namespace Fathom.Cli;

/// <summary>
/// One line on a terminal for what takes longer than a second, gone when it is done. Steps that know their length tell
/// what part they have done.
/// </summary>
sealed class ProgressLine : IProgress<double>, IDisposable
{
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Each = TimeSpan.FromMilliseconds(500);

    readonly object _lock = new();
    readonly TextWriter _to;
    readonly TimeProvider _time;
    readonly long _begun;
    readonly ITimer _timer;
    double? _part;
    int _width;
    bool _isOver;

    public ProgressLine(TextWriter to, TimeProvider time)
    {
        (_to, _time, _begun) = (to, time, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Show(), null, First, Each);
    }

    /// <summary>Null off a terminal, and where nothing but the answer is wanted.</summary>
    public static ProgressLine? For(Session session, bool quiet) =>
        session.TalkIsTerminal && !quiet ? new ProgressLine(session.Talk, TimeProvider.System) : null;

    public void Report(double value)
    {
        lock (_lock)
            _part = value;
    }

    public void Dispose()
    {
        _timer.Dispose();
        // The timer may just be writing.
        lock (_lock)
        {
            _isOver = true;
            if (_width > 0)
                Write("");
        }
    }

    void Show()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            int seconds = (int)_time.GetElapsedTime(_begun).TotalSeconds;
            Write(string.Create(CultureInfo.InvariantCulture, $"Looking … {seconds} s")
                + (_part is { } part ? string.Create(CultureInfo.InvariantCulture, $", {part * 100:0} % of the Java heap") : ""));
        }
    }

    /// <summary>Blanks take away what was longer: not every terminal has a code for that.</summary>
    void Write(string text)
    {
        _to.Write('\r' + text.PadRight(_width) + (text.Length == 0 ? "\r" : ""));
        _to.Flush();
        _width = text.Length;
    }
}
