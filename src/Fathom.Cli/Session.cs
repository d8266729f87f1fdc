namespace Fathom.Cli;

/// <summary>One call of fathom: where results and talk go, and what the place they go to can show.</summary>
public sealed class Session : IDisposable
{
    public required TextWriter Out { get; init; }

    /// <summary>Everything that is not the result: progress, price tags, what went wrong.</summary>
    public required TextWriter Talk { get; init; }

    /// <summary>Width to lay tables out for; 80 where nobody says (a pipe, a file).</summary>
    public int Columns { get; init; } = 80;

    public bool OutIsTerminal { get; init; }

    public bool TalkIsTerminal { get; init; }

    public bool Colour { get; init; }

    public long StartedAt { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    public static Session OfThisProcess()
    {
        bool outIsTerminal = !Console.IsOutputRedirected;
        return new Session
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), 16 * 1024),
            Talk = Console.Error,
            Columns = WidthOf(outIsTerminal),
            OutIsTerminal = outIsTerminal,
            TalkIsTerminal = !Console.IsErrorRedirected,
            Colour = outIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
        };
    }

    public void Dispose() => Out.Flush();

    static int WidthOf(bool outIsTerminal)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int asked) && asked is >= 40 and <= 500)
            return asked;
        return outIsTerminal && Console.WindowWidth is >= 40 and var width ? width : 80;
    }
}
