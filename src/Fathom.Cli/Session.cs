using System.Text;

namespace Fathom.Cli;

/// <summary>One call of fathom: where results and talk go, and what the place they go to can show.</summary>
public sealed class Session : IDisposable
{
    public Session(Stream output, TextWriter talk)
    {
        Output = output;
        Out = new StreamWriter(output, new UTF8Encoding(false), 16 * 1024, leaveOpen: true) { NewLine = "\n" };
        Talk = talk;
    }

    /// <summary>Standard output; JSON goes to it as bytes.</summary>
    public Stream Output { get; }

    public TextWriter Out { get; }

    /// <summary>Everything that is not the result: progress, price tags, what went wrong.</summary>
    public TextWriter Talk { get; }

    /// <summary>Width to lay tables out for; 80 where nobody says (a pipe, a file).</summary>
    public int Columns { get; init; } = 80;

    public long StartedAt { get; } = System.Diagnostics.Stopwatch.GetTimestamp();

    public bool OutIsTerminal { get; init; }

    public bool TalkIsTerminal { get; init; }

    /// <summary>A line from whoever sits at the terminal; null where nobody can be asked.</summary>
    public Func<string?>? Hear { get; init; }

    /// <summary>A key that was pressed, at once; null for none. Null itself where nobody can press one.</summary>
    public Func<char?>? Key { get; init; }

    /// <summary>Lines of the terminal.</summary>
    public int Lines { get; init; } = 24;

    /// <summary>The terminal can show one page over another.</summary>
    public bool HasPages { get; init; }

    /// <summary>The folder of what a user has set for fathom; null where there is none.</summary>
    public string? Settings { get; init; }

    /// <summary>Standard input, for TARGET "-".</summary>
    public Func<Stream> Input { get; init; } = static () => Stream.Null;

    public static Session OfThisProcess()
    {
        bool outIsTerminal = !Console.IsOutputRedirected;
        return new Session(Console.OpenStandardOutput(), Console.Error)
        {
            Columns = WidthOf(outIsTerminal),
            OutIsTerminal = outIsTerminal,
            Input = Console.OpenStandardInput,
            Settings = SettingsOfThisUser(),
            Lines = outIsTerminal && Console.WindowHeight is >= 10 and <= 1000 and var lines ? lines : 24,
            HasPages = outIsTerminal && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
            Key = Console.IsInputRedirected ? null : static () => Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null,
            TalkIsTerminal = !Console.IsErrorRedirected,
            Hear = Console.IsErrorRedirected || Console.IsInputRedirected ? null : Console.ReadLine,
        };
    }

    /// <summary>Only a plain yes is one; off a terminal nobody says it.</summary>
    public bool Agrees()
    {
        if (Hear is null)
            return false;
        Talk.Write("Go on? [y/N] ");
        return Hear()?.Trim() is "y" or "Y" or "yes";
    }

    public void Dispose()
    {
        try
        {
            Out.Dispose();
        }
        catch (IOException)
        {
            // What cannot be written was told when it was written (Program.Run).
        }
    }

    /// <summary>As in the XDG base directory specification.</summary>
    static string? SettingsOfThisUser()
    {
        string config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set ? set
            : Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".config") : "";
        return config.Length == 0 ? null : Path.Combine(config, "fathom");
    }

    static int WidthOf(bool outIsTerminal)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out int asked) && asked is >= 40 and <= 500)
            return asked;
        return outIsTerminal && Console.WindowWidth is >= 40 and var width ? width : 80;
    }
}
