using System.Diagnostics;
using System.Globalization;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Kernel;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Uprobes;

/// <summary>Names that Java gave its threads, by the numbers that the target's own space has for them.</summary>
sealed class JavaThreadNames
{
    const long TickNanoseconds = 10_000_000;

    readonly Dictionary<int, (string Name, long Start)> _names = [];
    readonly long _now = Stopwatch.GetTimestamp(), _nowTicks = (long)(ThreadStarts.Now() ?? 0);

    /// <param name="names">By the numbers of fathom's own space, of threads that live now.</param>
    public JavaThreadNames(int pid, IReadOnlyDictionary<int, string> names)
    {
        foreach ((int tid, string name) in names)
        {
            DirectoryFiles files = DirectoryFiles.OfFolder(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{tid}"));
            if (JvmProcess.StatusOf(files).NamespacePid is { } own && ThreadStarts.Of(pid, tid) is { } start)
                _names[own] = (name, (long)Math.Min(start, long.MaxValue));
        }
    }

    /// <summary>Null too where the thread that has the number now began after the block was made.</summary>
    public string? Of(in SampledBlock block)
    {
        long age = _now - (long)Math.Min(block.Nanoseconds, long.MaxValue), made = _nowTicks - age / TickNanoseconds;
        // Both are rounded down.
        return _names.TryGetValue(unchecked((int)(uint)block.Thread), out (string Name, long Start) thread) && thread.Start <= made + 1 ? thread.Name : null;
    }
}
