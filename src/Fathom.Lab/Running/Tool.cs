using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Lab.Running;

/// <summary>Another program, run to its end within a bound.</summary>
static class Tool
{
    internal sealed record Outcome(int ExitCode, string Out, string Error)
    {
        /// <summary>What the program said last: the line that names the reason.</summary>
        public string LastWords =>
            Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .LastOrDefault("no message");
    }

    public static Result<Outcome> Run(TimeSpan within, string file, params ReadOnlySpan<string> arguments)
    {
        ProcessStartInfo start = new(file, arguments.ToArray())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            if (process.WaitForExit(within))
                return new Outcome(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return Gaps.ProgramTooSlow.At(file, null, within.TotalSeconds.ToString("0", CultureInfo.InvariantCulture));
        }
        catch (Win32Exception e)
        {
            return Gaps.ProgramNotStarted.At(file, Fathom.Sources.Native.Errno.Name(e.NativeErrorCode), file);
        }
    }
}
