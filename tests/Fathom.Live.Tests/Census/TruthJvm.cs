using System.Diagnostics;
using System.Globalization;
using Fathom.Lab.Running;

namespace Fathom.Live.Tests.Census;

/// <summary>A program of Census/Targets that has said what it holds, and now waits.</summary>
sealed class TruthJvm : IDisposable
{
    // Room for all that is dropped, so that no collection comes in between.
    static readonly string[] Usual = ["-Xms512m", "-Xmx512m", "-Xmn300m"];

    readonly Process _process;
    readonly Task<string> _errors;
    readonly Dictionary<string, long> _facts = [];

    internal TruthJvm(IJvmPlace place, TruthProgram program, params string[] flags)
    {
        IReadOnlyList<string> command = place.Start(TruthPrograms.Folder, [.. program.Program]);
        // Flags of the JVM stand before its main class.
        int main = Enumerable.Range(0, command.Count).Last(i => command[i] == program.Program[0]);
        string[] words = [.. command.Take(main), .. Usual, .. program.Flags, .. flags, .. command.Skip(main)];
        _process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        Pid = _process.Id;
        Hear();
    }

    internal int Pid { get; private set; }

    internal string Target => Pid.ToString(CultureInfo.InvariantCulture);

    /// <summary>What it said under this name.</summary>
    internal long this[string name] => _facts[name];

    internal long? Find(string name) => _facts.TryGetValue(name, out long value) ? value : null;

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    void Hear()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            if (words[0] == "HOST")
                Pid = int.Parse(words[1], CultureInfo.InvariantCulture);
            if (words[0] != "ready")
                continue;
            foreach (string[] fact in words.Skip(1).Select(word => word.Split('=')))
                _facts.Add(fact[0], long.Parse(fact[1], CultureInfo.InvariantCulture));
            return;
        }
        Assert.Fail("it ended before it was ready: " + _errors.Result);
    }
}
