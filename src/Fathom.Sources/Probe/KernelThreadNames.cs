using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Names of threads as the kernel has them, read from outside: under a filter of system calls the probe asks for none. Those of threads that ended are kept.</summary>
sealed class KernelThreadNames(int pid)
{
    readonly Dictionary<int, string> _names = [];

    public void Renew()
    {
        foreach (string tid in DirectoryFiles.OfProcess(pid).List("task").Or([]))
        {
            ProcessStatus status = JvmProcess.StatusOf(DirectoryFiles.OfFolder(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{tid}")));
            if (status.Name.Length > 0 && (status.NamespacePid ?? Number(tid)) is { } own)
                _names[own] = status.Name;
        }
    }

    /// <summary>By the numbers that the target has for them; <paramref name="better"/> names come first.</summary>
    public IReadOnlyDictionary<int, string> With(IReadOnlyDictionary<int, string> better)
    {
        Dictionary<int, string> names = new(_names);
        foreach ((int tid, string name) in better)
            names[tid] = name;
        return names;
    }

    static int? Number(string tid) => int.TryParse(tid, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
