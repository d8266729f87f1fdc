namespace Fathom.Sources.Formats.Strace;

/// <summary>
/// Which thread lives in which address space. clone and execve say it where they were traced; else a program's first
/// call does: the loader asks for the break, and gets another than the one known.
/// </summary>
sealed class TracedThreads
{
    /// <summary>More threads than a machine has: the pids of a log that is none.</summary>
    const int MostThreads = 200_000;

    const int MostSpaces = 2_000;

    readonly Dictionary<int, TracedThread> _threads = [];
    readonly List<TracedSpace> _spaces = [];
    readonly TracedThread _nameless = new(null, new TracedSpace(null));
    TracedSpace? _newest;

    /// <summary>Threads whose space was taken for the newest of several.</summary>
    public int Guessed { get; private set; }

    public IReadOnlyList<TracedSpace> Spaces => _spaces;

    public TracedThread Of(int? tid)
    {
        if (tid is not { } id)
            return _nameless;
        if (_threads.TryGetValue(id, out TracedThread? thread))
            return thread;
        if (_spaces.Count(space => space.End is null) > 1)
            Guessed++;
        thread = new TracedThread(tid, _newest ?? Begin(tid));
        if (_threads.Count < MostThreads)
            _threads[id] = thread;
        return thread;
    }

    public TracedSpace SpaceOf(int? tid, TracedCall call)
    {
        TracedThread thread = Of(tid);
        if (tid is null && !_spaces.Contains(thread.Space))
            Enter(thread, Begin(null));
        if (thread.Space.IsOther(call, tid))
            Enter(thread, Begin(tid));
        return thread.Space;
    }

    /// <summary>An execve that succeeded: its thread has a new space and the others of the old one are gone.</summary>
    public void Execute(int? tid, ReadOnlySpan<byte> call)
    {
        TracedThread thread = Of(tid);
        TracedSpace space = Begin(tid);
        int from = call.IndexOf((byte)'"') + 1;
        int to = from == 0 ? -1 : call[from..].IndexOf((byte)'"');
        space.File = to < 0 ? null : ForeignText.DecodePath(call.Slice(from, to));
        Enter(thread, space);
    }

    /// <summary>A child without CLONE_VM has a copy: what it maps is its own.</summary>
    public void Clone(int? parent, TracedCall call)
    {
        if (call.Result is 0 or > int.MaxValue || _threads.Count >= MostThreads)
            return;
        int child = (int)call.Result;
        TracedSpace space = call.SharesMemory ? Of(parent).Space : Begin(child);
        if (_threads.TryGetValue(child, out TracedThread? known))
            known.Space = space;
        else
            _threads[child] = new TracedThread(child, space);
    }

    public void End(int? tid, ReadOnlySpan<byte> how)
    {
        TracedThread thread = Of(tid);
        if (thread.Space.Pid == tid && _spaces.Contains(thread.Space))
            thread.Space.End = ForeignText.Quote(how);
        if (tid is { } id)
            _threads.Remove(id);
        _newest = _spaces.LastOrDefault(space => space.End is null) ?? _newest;
    }

    public IEnumerable<TracedThread> WithUnfinished(TracedSpace space) =>
        _threads.Values.Where(thread => thread.Unfinished.Is && thread.Space == space);

    TracedSpace Begin(int? tid)
    {
        TracedSpace space = new(tid);
        if (_spaces.Count < MostSpaces)
            _spaces.Add(space);
        return _newest = space;
    }

    static void Enter(TracedThread thread, TracedSpace space)
    {
        if (thread.Space.Pid == thread.Tid)
            thread.Space.End ??= "began another program";
        thread.Space = space;
    }
}
