using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Live.Tests;

/// <summary>A C program of Targets/ that has said where its things are and now waits. It ends with its input.</summary>
sealed class CTarget : IDisposable
{
    readonly Process _process;
    readonly List<(string Name, AddressRange Range)> _said = [];

    internal CTarget(string program, params string[] arguments)
        : this(program, [], arguments)
    {
    }

    /// <summary>
    /// As somebody else's child: the runtime waits for its own ones, and takes their stops under ptrace for their ends.
    /// </summary>
    internal static CTarget OfAnother(string program, params string[] arguments) => Another(CPrograms.Compiled(program), arguments);

    /// <summary>The same of any command.</summary>
    internal static CTarget Another(string command, params string[] arguments)
    {
        const string child = """printf 'pid %x 0\n' $$; exec "$@" """;
        return new(new ProcessStartInfo("sh",
            ["-c", """exec 3<&0; sh -c "$0" sh "$@" <&3 & wait""", child, command, .. arguments]));
    }

    internal CTarget(string program, (string Name, string Value)[] environment, params string[] arguments)
        : this(With(new ProcessStartInfo(CPrograms.Compiled(program), arguments), environment))
    {
    }

    /// <summary>A program that is compiled already.</summary>
    internal static CTarget At(string path, params string[] arguments) => new(new ProcessStartInfo(path, arguments));

    CTarget(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start)!;
        Hear();
    }

    internal int Pid => All("pid") is [var other] ? (int)other.Start.Value : _process.Id;

    /// <summary>What the program said under this name, in the order in which it did.</summary>
    internal IReadOnlyList<AddressRange> All(string name) =>
        [.. _said.Where(each => each.Name == name).Select(each => each.Range)];

    /// <summary>Lines called KIND.REST, whole.</summary>
    internal IReadOnlyList<(string Name, AddressRange Range)> Starting(params string[] kinds) =>
        [.. _said.Where(each => kinds.Contains(each.Name.Split('.')[0]))];

    internal AddressRange One(string name) => Assert.Single(All(name));

    /// <summary>A number that it said: the second word of a line of that name.</summary>
    internal long Number(string name) => One(name).Length.Value;

    internal void GoOn()
    {
        Unleash();
        Hear();
    }

    /// <summary>Lets it go on without waiting for what it says.</summary>
    internal void Unleash()
    {
        _process.StandardInput.Write('\n');
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        Signal.Send(Pid, Signal.Kill);
        _process.WaitForExit();
        _process.Dispose();
    }

    static ProcessStartInfo With(ProcessStartInfo start, (string Name, string Value)[] environment)
    {
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return start;
    }

    void Hear()
    {
        while (_process.StandardOutput.ReadLine() is { } line && line != "ready")
        {
            string[] words = line.Split(' ');
            Address start = new(ulong.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            _said.Add((words[0], new AddressRange(start, start + long.Parse(words[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
        }
    }
}
