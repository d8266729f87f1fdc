using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Memory;
using Fathom.Tests;
using Microsoft.Win32.SafeHandles;

namespace Fathom.Live.Tests.Sources;

/// <summary>A program that runs for one test: prints a line when it is ready, then waits.</summary>
sealed class LiveTarget : IMemory, IDisposable
{
    readonly Process _process;
    readonly SafeFileHandle _memory;

    internal LiveTarget(string program, params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        FirstLine = _process.StandardOutput.ReadLine() ?? "";
        _memory = File.OpenHandle($"/proc/{_process.Id}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    internal int Id => _process.Id;

    internal string FirstLine { get; }

    /// <summary>Ends it as a crash does.</summary>
    internal void Crash()
    {
        Outside.Run("kill", "-SEGV", Id.ToString(CultureInfo.InvariantCulture));
        _process.WaitForExit();
    }

    internal IReadOnlyList<Mapping> Mappings => MapsLines.Parse(File.ReadAllText($"/proc/{Id}/maps"));

    internal static string Compile(TemporaryFolder folder, string name, string source, params string[] options)
    {
        File.WriteAllText(folder.At(name + ".c"), source);
        Outside.Run("gcc", ["-O1", "-o", folder.At(name), folder.At(name + ".c"), .. options]);
        return folder.At(name);
    }

    public int Read(Address from, Span<byte> into)
    {
        try
        {
            return RandomAccess.Read(_memory, into, (long)from.Value);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public int ReadEach(ReadOnlySpan<Address> from, int size, Span<byte> into, Span<bool> read)
    {
        int count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            read[i] = Read(from[i], into.Slice(i * size, size)) == size;
            count += read[i] ? 1 : 0;
        }
        return count;
    }

    public void Dispose()
    {
        _memory.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

static class MapsLines
{
    internal static IReadOnlyList<Mapping> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line)];

    static Mapping Line(string line)
    {
        string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        ulong[] range = [.. fields[0].Split('-').Select(Hex)];
        uint[] device = [.. fields[3].Split(':').Select(f => (uint)Hex(f))];
        string name = fields.Length > 5 ? fields[5].Trim() : "";
        bool isDeleted = name.EndsWith(" (deleted)", StringComparison.Ordinal);
        Access access = (fields[1][0] == 'r' ? Access.Read : 0)
            | (fields[1][1] == 'w' ? Access.Write : 0)
            | (fields[1][2] == 'x' ? Access.Execute : 0)
            | (fields[1][3] == 's' ? Access.Shared : 0);
        return new Mapping(
            new AddressRange(new Address(range[0]), new Address(range[1])),
            access,
            Hex(fields[2]),
            new Device(device[0], device[1]),
            ulong.Parse(fields[4], CultureInfo.InvariantCulture),
            isDeleted ? name[..^10] : name,
            isDeleted);
    }

    static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
