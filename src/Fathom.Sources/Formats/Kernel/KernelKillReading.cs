using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Formats.Kernel;

/// <summary>The lines of kills, one kill after the other.</summary>
sealed class KernelKillReading(ReportNotes notes)
{
    /// <summary>A backtrace, the machine's zones and the registers: lines of a kill that say nothing of memory's owners.</summary>
    const int MostTalk = 400;

    /// <summary>Far more than a log that turns over holds.</summary>
    const int MostKills = 10_000;

    readonly List<KernelKill> _kills = [];
    readonly List<KillCandidate> _candidates = [];
    readonly List<KilledProcess> _killed = [];
    readonly CgroupStatLines _stat = new();
    readonly CandidateTable _table = new();
    KernelKill? _open;
    int _talk;
    bool _mayHaveMore;

    public Reading Read(KernelLogLine line)
    {
        ReadOnlySpan<byte> text = line.Message;
        if (text.IsEmpty)
            return Reading.Understood;
        if (text.IndexOf(" invoked oom-killer:"u8) is > 0 and var by)
            return Begin(line, ForeignText.Decode(text[..by].Trim((byte)' ')));
        if (text.IndexOf("oom-kill:constraint="u8) is >= 0 and var at)
            return Constraint(line, text[at..]);
        if (KernelKillText.IsKilled(text))
            return Victim(line);
        if (CandidateTable.IsHeader(text))
        {
            Open(line);
            return _table.Header(text) ? Reading.Understood : Reading.Broken;
        }
        if (CandidateTable.IsRow(text) && _open is not null)
            return Candidate(text);
        // The first figures of a kill, where a search left the lines before them out.
        if (text.StartsWith("memory: usage "u8) && text.IndexOf("failcnt"u8) > 0 && (_open is null || _killed.Count > 0))
        {
            Close();
            Open(line);
        }
        return _open is null ? Reading.Unknown : Inside(text);
    }

    public IReadOnlyList<KernelKill> Finish()
    {
        Close();
        if (_kills.Count == 0)
            notes.Add(Gaps.ToolTextIncomplete, "record of a process killed for want of memory", "dmesg or journalctl -k");
        return _kills;
    }

    Reading Begin(KernelLogLine line, string invoker)
    {
        Close();
        Open(line);
        // A name has 15 characters and may have blanks; what is longer is an unknown log's own prefix.
        _open = _open! with { Invoker = invoker.Length <= 15 ? invoker : invoker[(invoker.LastIndexOf(' ') + 1)..] };
        return Reading.Understood;
    }

    void Open(KernelLogLine line)
    {
        _open ??= new KernelKill { When = line.When.IsEmpty ? null : ForeignText.Decode(line.When), Uptime = line.Uptime };
        _talk = 0;
    }

    void Close()
    {
        if (_open is not null && notes.HasRoom(_kills.Count, "kills", MostKills))
            _kills.Add(_open with { Candidates = [.. _candidates], Killed = [.. _killed], Stat = _stat.Take() });
        _open = null;
        _mayHaveMore = false;
        _candidates.Clear();
        _killed.Clear();
    }

    /// <summary>"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=…,oom_memcg=/a,task_memcg=/a/b,task=java,pid=7488,uid=0".</summary>
    Reading Constraint(KernelLogLine line, ReadOnlySpan<byte> text)
    {
        if (_killed.Count > 0)
            Close();
        Open(line);
        _open = _open! with
        {
            Scope = text.IndexOf("CONSTRAINT_MEMCG"u8) > 0 ? KillScope.Cgroup
                : text.IndexOf("CONSTRAINT_NONE"u8) > 0 ? KillScope.Machine : KillScope.Nodes,
            Cgroup = Field(text, "oom_memcg="u8) ?? _open.Cgroup,
            VictimCgroup = Field(text, "task_memcg="u8) ?? _open.VictimCgroup,
        };
        return Reading.Understood;
    }

    static string? Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
            return null;
        text = text[(at + key.Length)..];
        int end = text.IndexOf((byte)',');
        return ForeignText.Decode(end < 0 ? text : text[..end]);
    }

    Reading Victim(KernelLogLine line)
    {
        ReadOnlySpan<byte> text = line.Message;
        if (!VictimLine.TryParse(text, out KilledProcess? killed, out bool announced))
            return Reading.Broken;
        // "Kill process …" is what was chosen, "Killed process …" behind it what was done: the same one, or a child of it.
        bool chosen = _killed.Count > 0 && _killed[^1].Virtual is null;
        if (_killed.Count > 0 && !_mayHaveMore && (announced || !chosen))
            Close();
        Open(line);
        if (text.IndexOf("Memory cgroup out of memory"u8) >= 0)
            _open = _open! with { Scope = KillScope.Cgroup };
        else if (text.IndexOf("Out of memory"u8) >= 0 && _open!.Scope == KillScope.Unknown)
            _open = _open with { Scope = KillScope.Machine };
        if (chosen && _killed.Count > 0)
            _killed.RemoveAt(_killed.Count - 1);
        if (_killed.Count < Limits.ContainerProcesses)
            _killed.Add(killed);
        _talk = announced ? 0 : MostTalk;
        return Reading.Understood;
    }

    Reading Candidate(ReadOnlySpan<byte> text)
    {
        if (!_table.TryRow(text, out KillCandidate? candidate))
            return Reading.Broken;
        if (notes.HasRoom(_candidates.Count, "processes of one kill", Limits.Threads))
            _candidates.Add(candidate);
        return Reading.Understood;
    }

    /// <summary>A line between the first and the last of a kill.</summary>
    Reading Inside(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text);
        if (text.StartsWith("memory: usage "u8) || text.StartsWith("memory+swap: usage "u8)
            || text.StartsWith("swap: usage "u8) || text.StartsWith("kmem: usage "u8))
            return Counter(text);
        if (line.Take("Memory cgroup stats for "u8))
            return _stat.Begin(line.Rest) ? Reading.Understood : Reading.Broken;
        if (_stat.TryAdd(text))
            return Reading.Understood;
        if (line.Take("Task in "u8) && line.Rest.IndexOf(" killed as a result of limit of "u8) is >= 0 and var of)
            _open = _open! with
            {
                Scope = KillScope.Cgroup,
                VictimCgroup = ForeignText.Decode(line.Rest[..of]),
                Cgroup = ForeignText.Decode(line.Rest[(of + " killed as a result of limit of "u8.Length)..]),
            };
        else if (text.IndexOf("are going to be killed due to memory.oom.group set"u8) > 0)
            (_mayHaveMore, _talk) = (true, 0);
        else if (text.StartsWith("oom_reaper: "u8) || text.StartsWith("Tasks state (memory values in pages):"u8))
            return Reading.Understood;
        else if (_talk++ >= MostTalk)
            return Reading.Unknown;
        return Reading.Understood;
    }

    Reading Counter(ReadOnlySpan<byte> text)
    {
        if (ReportFields.Find(text, "usage "u8) is not { } usage || ReportFields.Find(text, "limit "u8) is not { } limit
            || ReportFields.FindCount(text, "failcnt "u8) is not { } failures)
            return Reading.Broken;
        CgroupCounter counter = new(usage, limit.Value > Limits.ContainerAmount ? null : limit, failures);
        _open = text[0] switch
        {
            (byte)'s' => _open! with { Swap = counter },
            (byte)'k' => _open! with { Kernel = counter },
            _ when text[6] == (byte)'+' => _open! with { MemoryAndSwap = counter },
            _ => _open! with { Memory = counter },
        };
        return Reading.Understood;
    }
}
