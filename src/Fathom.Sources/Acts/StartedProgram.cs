using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Native;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Acts;

/// <summary>A program that fathom has started for its user: with the input, the output and the terminal that fathom itself was given.</summary>
public sealed class StartedProgram : IDisposable
{
    readonly Process _process;
    readonly Lock _asked = new();
    bool _isOver;

    StartedProgram(Process process) => _process = process;

    public int Pid => _process.Id;

    /// <summary>A signal's handler may ask at any time, at the very end too.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_asked)
                return _isOver || (_isOver = _process.HasExited);
        }
    }

    /// <summary>As shells count: 128 and its number where a signal ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <param name="file">Where the program lies: nothing is searched for.</param>
    /// <param name="environment">What is set in addition to fathom's own.</param>
    public static Result<StartedProgram> Start(string file, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        ProcessStartInfo start = new(file, arguments);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        try
        {
            return new StartedProgram(Process.Start(start)!);
        }
        catch (Win32Exception problem)
        {
            return Gaps.RunNotStarted.At(file, Errno.Name(problem.NativeErrorCode), file);
        }
    }

    /// <summary>By PATH, as a shell finds it; the file itself where a folder is named.</summary>
    public static Result<string> Find(string program, string? path)
    {
        string? forbidden = null;
        IEnumerable<string> places = program.Contains('/') ? [program] : (path ?? "/usr/bin:/bin").Split(':').Select(folder => Path.Combine(folder.Length == 0 ? "." : folder, program));
        foreach (string place in places)
        {
            if (!File.Exists(place))
                continue;
            if ((File.GetUnixFileMode(place) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0)
                return Path.GetFullPath(place);
            forbidden ??= place;
        }
        return forbidden is null ? Gaps.RunNotFound.At(program, null, program) : Gaps.RunNotStarted.At(forbidden, "EACCES", program);
    }

    /// <summary>The loader and the JVM take nothing from the environment of such a program (ld.so(8), AT_SECURE).</summary>
    public static bool IsPrivileged(string file)
    {
        UnixFileMode mode;
        try
        {
            mode = File.GetUnixFileMode(file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
        return (mode & (UnixFileMode.SetUser | UnixFileMode.SetGroup)) != 0 && Libc.EffectiveUid() != 0;
    }

    /// <summary>Not where the terminal has told the program already: it tells all of its foreground.</summary>
    public void PassOn(int signal)
    {
        if (signal is not (SignalInterrupt or Libc.SignalQuit) || !IsForeground())
            Send(signal);
    }

    public void Send(int signal)
    {
        lock (_asked)
        {
            if (!_isOver)
                _ = Libc.Kill(_process.Id, signal);
        }
    }

    public void WaitForEnd(TimeSpan within) => _process.WaitForExit(within);

    public void Dispose()
    {
        lock (_asked)
        {
            _isOver = true;
            _process.Dispose();
        }
    }

    const int SignalInterrupt = 2;

    /// <summary>Fathom's process group is the one that its terminal talks to: proc_pid_stat(5), pgrp and tpgid.</summary>
    static bool IsForeground()
    {
        string stat = System.Text.Encoding.UTF8.GetString(DirectoryFiles.OfFolder("/proc/self").Read("stat", 4096).Or([])!);
        string[] words = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 5 && words[2] == words[5] && int.TryParse(words[5], NumberStyles.None, CultureInfo.InvariantCulture, out int group) && group > 0;
    }
}
