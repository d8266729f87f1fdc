using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources;

/// <summary>The files of a process, written by the test.</summary>
sealed class FakeFiles : IProcFiles
{
    readonly Dictionary<string, byte[]> _files = [];

    public string Place { get; init; } = "/proc/4242";

    internal FakeFiles With(string name, string text) => With(name, Encoding.UTF8.GetBytes(text));

    internal FakeFiles With(string name, byte[] bytes)
    {
        _files[name] = bytes;
        return this;
    }

    public Result<byte[]> Read(string name, int limit) =>
        _files.TryGetValue(name, out byte[]? bytes) ? bytes : Absent(name);

    public Result<IReadOnlyList<string>> List(string name)
    {
        string[] entries = [.. _files.Keys.Where(key => key.StartsWith(name + "/", StringComparison.Ordinal))
            .Select(key => key.Split('/')[name.Split('/').Length]).Distinct()];
        return entries.Length == 0 ? Absent(name) : entries;
    }

    public Result<string> ReadLink(string name) => Absent(name);

    Gap Absent(string name) => Gaps.ProcFileAbsent.At(Place + "/" + name, "ENOENT", name);
}
