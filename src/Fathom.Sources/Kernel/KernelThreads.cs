using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>Threads of a process by their names, those too that have ended since.</summary>
sealed class KernelThreads
{
    readonly Dictionary<int, string> _names = [];
    readonly Dictionary<int, int> _roots = [];

    public IReadOnlyDictionary<int, string> Names => _names;

    public static KernelThreads Of(int pid)
    {
        KernelThreads threads = new();
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        foreach (string name in files.List("task").Or([]))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int tid) && files.Read($"task/{name}/comm", 256).Try(out byte[]? comm, out _))
                threads.Name(tid, comm);
        }
        return threads;
    }

    public void Name(int tid, ReadOnlySpan<byte> name)
    {
        if (_names.Count < Limits.Threads || _names.ContainsKey(tid))
            _names[tid] = Encoding.UTF8.GetString(name).Trim();
    }

    /// <summary>False of a sample that came twice: a thread is followed by the first of its events that was seen.</summary>
    public bool IsFirst(int tid, int root) => _roots.TryAdd(tid, root) || _roots[tid] == root;
}
