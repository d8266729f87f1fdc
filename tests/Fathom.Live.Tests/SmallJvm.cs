using System.Diagnostics;
using System.Globalization;
using Fathom.Live.Tests.Accounting;

namespace Fathom.Live.Tests;

/// <summary>A JVM that only waits, started by any command; it ends with its input.</summary>
sealed class SmallJvm : IDisposable
{
    readonly Process _process;

    /// <param name="before">A command put before java that becomes it: setpriv, env …</param>
    internal SmallJvm(int feature = 17, string[]? before = null, string? launcher = null, string[]? flags = null, string[]? program = null)
    {
        string[] command =
        [
            .. before ?? [], launcher ?? Machine.FindJdk(feature)!.Java, "-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            .. flags ?? [], .. program ?? ["-cp", JavaProgram.Classes, JavaProgram.Main],
        ];
        _process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (_process.StandardOutput.ReadLine() != "ready")
            Assert.Fail(_process.StandardError.ReadToEnd());
    }

    internal int Pid => _process.Id;

    internal string Target => Pid.ToString(CultureInfo.InvariantCulture);

    internal long Status(string key) => Kernel.Status(Pid, key);

    public void Dispose()
    {
        Signal.Send(Pid, Signal.Kill);
        _process.WaitForExit();
        _process.Dispose();
    }
}
