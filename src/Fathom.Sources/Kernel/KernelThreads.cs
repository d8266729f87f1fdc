using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Kernel;

/// <summary>What the kernel says of a thread: that it begins, or has another name.</summary>
/// <param name="Parent">Who began it; 0 of a name.</param>
/// <param name="IsProgram">The name is that of a program that it has begun in the place of its own (execve).</param>
readonly record struct ThreadNews(ulong Time, int Tid, int Parent, string Name, bool IsProgram = false)
{
    public bool IsBirth => Parent != 0;
}

/// <summary>
/// Threads of a process by their names, those too that have ended since. A thread's number is given to another one when it has ended:
/// which of them a sample is of, its time tells.
/// </summary>
/// <param name="pid">The process, by the number of its first thread.</param>
sealed class KernelThreads(int pid = 0)
{
    internal const int MostLives = 200_000;

    readonly record struct Life(ulong From, string Name);

    readonly Dictionary<int, List<Life>> _lives = [];
    readonly List<ThreadNews> _news = [];
    readonly Dictionary<(int Thread, int Processor), int> _roots = [];
    BitArray? _beyond;
    ulong _beyondFrom = ulong.MaxValue;
    int _count;

    /// <summary>Threads that began when so many had been that they are not told apart any more.</summary>
    public long Nameless { get; private set; }

    /// <summary>When another program began in the process; null as long as it is the same.</summary>
    public ulong? ReplacedAt { get; private set; }

    /// <summary>Counted from a time of the events' clock.</summary>
    public TimeSpan? ReplacedAfter(ulong begun) => ReplacedAt is { } at ? TimeSpan.FromMicroseconds((at - Math.Min(at, begun)) / 1000) : null;

    /// <param name="time">Of the events' clock, before.</param>
    public static KernelThreads Of(int pid, ulong time)
    {
        KernelThreads threads = new(pid);
        DirectoryFiles files = DirectoryFiles.OfProcess(pid);
        foreach (string name in files.List("task").Or([]))
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int tid) && files.Read($"task/{name}/comm", 256).Try(out byte[]? comm, out _))
                threads.Found(tid, Encoding.UTF8.GetString(comm).Trim(), time);
        }
        return threads;
    }

    /// <summary>So it was called before; or, if it began meanwhile, from then on.</summary>
    public void Found(int tid, string name, ulong time)
    {
        _news.Add(new ThreadNews(0, tid, 0, name));
        _news.Add(new ThreadNews(time, tid, 0, name));
    }

    /// <summary>In any order: processors are read one after the other.</summary>
    public void Take(ReadOnlySpan<byte> record)
    {
        if (PerfRecord.TryParseNews(record, out ThreadNews news))
            _news.Add(news);
    }

    /// <summary>What was told up to that time is known from now on; of what came later, something may still be missing.</summary>
    public void Settle(ulong until)
    {
        if (_news.Count == 0)
            return;
        Span<ThreadNews> all = CollectionsMarshal.AsSpan(_news);
        all.Sort(static (one, other) => one.Time.CompareTo(other.Time));
        int next = 0;
        for (; next < all.Length && all[next].Time <= until; next++)
        {
            // Whichever thread does it has the first one's number from then on (fs/exec.c, de_thread).
            if (all[next].IsProgram && all[next].Tid == pid)
                ReplacedAt ??= all[next].Time;
            if (all[next].IsBirth)
                Begin(all[next]);
            else
                Name(all[next]);
        }
        _news.RemoveRange(0, next);
    }

    /// <summary>Of the thread that had this number at that time: another for each that has had it.</summary>
    public int NumberOf(int tid, ulong time)
    {
        bool mayBeBeyond = time >= _beyondFrom && IsBeyond(tid);
        if (!_lives.TryGetValue(tid, out List<Life>? lives))
            return mayBeBeyond ? ThreadNumber.Unknown : tid;
        int life = lives.Count - 1;
        while (life > 0 && lives[life].From > time)
            life--;
        return mayBeBeyond && life == lives.Count - 1 ? ThreadNumber.Unknown : ThreadNumber.Of(tid, life);
    }

    /// <summary>False of a sample that came twice: on each processor a thread is followed by the first of its events that was seen.</summary>
    /// <param name="tid">Of threads that are not told apart any more, so many have been.</param>
    public bool IsFirst(int thread, int tid, int processor, int root)
    {
        if (thread == ThreadNumber.Unknown)
            thread = -tid;
        if (_roots.Count >= MostLives)
            _roots.Clear();
        return _roots.TryAdd((thread, processor), root) || _roots[(thread, processor)] == root;
    }

    /// <summary>By the numbers that are given here.</summary>
    /// <param name="javaNames">By the kernel's, of those that live now.</param>
    /// <param name="isSince">Whether the one that has the number now began after the last sample.</param>
    public Dictionary<int, string> Names(IReadOnlyDictionary<int, string> javaNames, Func<int, bool> isSince)
    {
        Dictionary<int, string> names = [];
        foreach ((int tid, List<Life> lives) in _lives)
        {
            for (int i = 0; i < lives.Count; i++)
                names.TryAdd(ThreadNumber.Of(tid, i), lives[i].Name);
        }
        foreach ((int tid, string name) in javaNames)
        {
            // The JVM gives the kernel the first 15 letters (os_linux.cpp, set_native_thread_name).
            if (NumberOf(tid, ulong.MaxValue - 1) is not ThreadNumber.Unknown and var number
                && ((names.GetValueOrDefault(number) is { Length: > 0 } told && name.StartsWith(told, StringComparison.Ordinal)) || !isSince(tid)))
                names[number] = name;
        }
        return names;
    }

    /// <summary>With the name that its parent has at that time.</summary>
    void Begin(in ThreadNews news)
    {
        string name = _lives.TryGetValue(news.Parent, out List<Life>? parents) ? parents[^1].Name : "";
        Add(news.Tid, new Life(news.Time, name), news.Time);
    }

    void Name(in ThreadNews news)
    {
        if (IsBeyond(news.Tid))
            return;
        if (_lives.TryGetValue(news.Tid, out List<Life>? lives))
            lives[^1] = lives[^1] with { Name = news.Name };
        else
            Add(news.Tid, new Life(0, news.Name), news.Time);
    }

    /// <param name="time">When it was told.</param>
    void Add(int tid, Life life, ulong time)
    {
        if (_count >= MostLives || ThreadNumber.Of(tid, _lives.GetValueOrDefault(tid)?.Count ?? 0) == ThreadNumber.Unknown)
        {
            Nameless++;
            _beyondFrom = Math.Min(_beyondFrom, time);
            if (ThreadNumber.IsPossible(tid))
                (_beyond ??= new BitArray(ThreadNumber.MostTids))[tid] = true;
            return;
        }
        _count++;
        ref List<Life>? lives = ref CollectionsMarshal.GetValueRefOrAddDefault(_lives, tid, out _);
        (lives ??= []).Add(life);
    }

    bool IsBeyond(int tid) => _beyond is not null && (!ThreadNumber.IsPossible(tid) || _beyond[tid]);
}
