using System.Globalization;
using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>Processes and threads, as far as the recording has come: what each has mapped, and what it is called.</summary>
sealed class PerfProcesses(TextPool texts)
{
    readonly Dictionary<int, PerfMappings> _mappings = [];
    readonly Dictionary<int, byte[]> _names = [];
    readonly Dictionary<int, int> _threads = [];
    int _mapped;

    /// <summary>Another one whenever a place may mean something else than before.</summary>
    public int Version { get; private set; } = 1;

    public void Map(int process, in PerfMapping mapping)
    {
        if (_mapped >= Limits.PerfMappings)
            return;
        _mapped++;
        Changed();
        if (!_mappings.TryGetValue(process, out PerfMappings? of))
            _mappings[process] = of = new PerfMappings();
        of.Add(mapping);
    }

    public bool TryFind(int process, ulong address, out PerfMapping mapping)
    {
        mapping = default;
        return _mappings.TryGetValue(process, out PerfMappings? of) && of.TryFind(address, out mapping);
    }

    void Changed() => Version = Version == int.MaxValue ? 1 : Version + 1;

    public void Fork(int process, int parent, int thread, int parentThread)
    {
        _threads.Remove(thread);
        if (_names.TryGetValue(parentThread, out byte[]? name) && _names.Count < Limits.Threads)
            _names[thread] = name;
        else
            _names.Remove(thread);
        if (process == parent)
            return;
        Changed();
        if (_mappings.TryGetValue(parent, out PerfMappings? of) && _mappings.Count < Limits.Threads)
            _mappings[process] = of.Shared();
        else
            _mappings.Remove(process);
    }

    public void Name(int process, int thread, ReadOnlySpan<byte> name, bool isExec)
    {
        if (isExec)
        {
            _mappings.Remove(process);
            Changed();
        }
        _threads.Remove(thread);
        if (_names.Count < Limits.Threads)
            _names[thread] = name.ToArray();
    }

    /// <summary>The text that a thread is known by.</summary>
    public int Thread(int thread)
    {
        if (_threads.TryGetValue(thread, out int text))
            return text;
        byte[] number = Encoding.ASCII.GetBytes(thread.ToString(CultureInfo.InvariantCulture));
        text = texts.Add(_names.TryGetValue(thread, out byte[]? name) ? [.. name, (byte)' ', .. number] : number);
        if (_threads.Count < Limits.Threads)
            _threads[thread] = text;
        return text;
    }
}
