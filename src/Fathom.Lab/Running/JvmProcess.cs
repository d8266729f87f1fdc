using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Native;

namespace Fathom.Lab.Running;

/// <summary>A JVM we started: lines out of it, newlines into it, and its certain end.</summary>
sealed class JvmProcess : IDisposable
{
    static readonly TimeSpan ByItself = TimeSpan.FromSeconds(2);

    // These add flags of the user's own, and the sizes would not be the scenario's any more.
    static readonly string[] ForeignOptions = ["JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"];

    readonly Process _process;
    readonly BlockingCollection<string> _lines = [];
    string _lastWords = "no message";

    JvmProcess(Process process)
    {
        _process = process;
        Pid = process.Id;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => _lastWords = line.Data ?? _lastWords;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The JVM's pid here: of the process we started, until the launcher of a root names another.</summary>
    public int Pid { get; private set; }

    public static Result<JvmProcess> Start(IReadOnlyList<string> command)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in ForeignOptions)
            start.Environment.Remove(name);
        try
        {
            return new JvmProcess(Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            return Gaps.ProgramNotStarted.At(command[0], Errno.Name(e.NativeErrorCode), command[0]);
        }
    }

    /// <summary>The next line that is a phase; a gap when the JVM ends or stays silent.</summary>
    public Result<Phase> NextPhase(TimeSpan within)
    {
        long begun = Stopwatch.GetTimestamp();
        while (within - Stopwatch.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            if (_lines.TryTake(out string? line, left))
            {
                if (PhaseLine.Is(line))
                    return PhaseLine.Parse(line);
                Heed(line);
            }
            else if (_lines.IsCompleted)
            {
                return Died();
            }
        }
        return Gaps.ScenarioSilent.At(Place, null, within.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
    }

    /// <summary>Lets the program go on from the phase it waits in. One that is gone is noticed at the next phase.</summary>
    public void GoOn()
    {
        try
        {
            _process.StandardInput.Write('\n');
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
        }
    }

    public bool WaitForEnd(TimeSpan within) => _process.WaitForExit(within);

    /// <summary>End of input ends the program where it waits; one that is busy or hangs is killed. Either way reaped.</summary>
    public void Dispose()
    {
        CloseInput();
        if (!_process.WaitForExit(ByItself))
        {
            KillJvm();
            // The launcher of a root ends with its only child.
            if (!_process.WaitForExit(ByItself))
                _process.Kill(entireProcessTree: true);
            _process.WaitForExit(ByItself);
        }
        // The lines stay: the thread that reads them may be about to add one.
        _process.Dispose();
    }

    string Place => string.Create(CultureInfo.InvariantCulture, $"pid {Pid}");

    void Take(string? line)
    {
        if (line is null)
            _lines.CompleteAdding();
        else
            _lines.Add(line);
    }

    /// <summary>lab/in-root.sh names the JVM's pid before it becomes the JVM; all else is the JVM talking.</summary>
    void Heed(string line)
    {
        const string Host = "HOST ";
        if (line.StartsWith(Host, StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(Host.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            Pid = pid;
        else
            _lastWords = line;
    }

    Gap Died()
    {
        // The end of output comes a moment before the exit code; without a bound, the call waits for stderr too.
        if (_process.WaitForExit(ByItself))
            _process.WaitForExit();
        string code = _process.HasExited ? _process.ExitCode.ToString(CultureInfo.InvariantCulture) : "unknown";
        return Gaps.ScenarioDied.At(Place, null, code, _lastWords);
    }

    void CloseInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }

    void KillJvm()
    {
        try
        {
            using Process jvm = Process.GetProcessById(Pid);
            jvm.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has just ended by itself.
        }
    }
}
