using System.Diagnostics;
using System.Globalization;
using Fathom.Evidence;

namespace Fathom.Sources.Acts;

/// <summary>
/// A process that stands still, for a budget at most. By PTRACE_SEIZE and PTRACE_INTERRUPT: SIGSTOP does not reach the
/// first process of a pid namespace, is seen by the parent, and stays when we are killed. The thread that holds the
/// target does nothing else, so that however fathom ends the kernel lets the target go.
/// </summary>
public sealed class Freeze : IDisposable
{
    readonly ManualResetEventSlim _stands = new(), _release = new();
    readonly HeldThreads _threads;
    readonly Thread _holder;
    readonly string _place;
    readonly TimeSpan _budget;
    long _begun, _ended;
    Gap? _refusal;
    volatile bool _ranOut;

    readonly bool _readsRegisters;

    Freeze(int pid, TimeSpan budget, bool registers)
    {
        _readsRegisters = registers;
        _place = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task");
        _budget = budget;
        _threads = new HeldThreads(pid);
        _holder = new Thread(Hold) { IsBackground = true, Name = "holds the target" };
    }

    public static PriceTag Price(TimeSpan budget) => new(
        "stops all threads of the target while its memory is read", ActWeight.Dear,
        "at most " + Text(budget),
        "none", "none", "nothing; a system call that waits may end with EINTR (signal(7))");

    /// <summary>The target stands when this returns a value; it goes on when that is disposed of, or the budget is over.</summary>
    /// <param name="registers">Whether to read their registers too.</param>
    public static Result<Freeze> Of(int pid, TimeSpan budget, bool registers = false)
    {
        Freeze freeze = new(pid, budget, registers);
        freeze._holder.Start();
        freeze._stands.Wait();
        if (freeze._refusal is not { } refusal)
            return freeze;
        freeze.Dispose();
        return refusal;
    }

    /// <summary>How many threads stood.</summary>
    public int Threads { get; private set; }

    /// <summary>What they had in their registers; empty where nobody asked.</summary>
    public IReadOnlyList<ThreadRegisters> Registers { get; private set; } = [];

    /// <summary>From the first thread's stop to the last one's going on; known once it was disposed of.</summary>
    public TimeSpan Stopped => Stopwatch.GetElapsedTime(_begun, _ended);

    public void Dispose()
    {
        _release.Set();
        _holder.Join();
    }

    /// <summary>It has stood since, and still does.</summary>
    public bool Holds => !_ranOut && !_release.IsSet;

    /// <summary>What to say where the target went on too early; null where it did not.</summary>
    public Gap? Shortfall => _ranOut ? Gaps.FreezeRanOut.At(_place, null, Text(_budget)) : null;

    static string Text(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms");

    void Hold()
    {
        _begun = Stopwatch.GetTimestamp();
        long deadline = _begun + (long)(_budget.TotalSeconds * Stopwatch.Frequency);
        try
        {
            Result<bool> all = _threads.StopAll(deadline);
            if (!all.Ok)
                _refusal = all.Gap;
            else if (!all.Value)
                _refusal = Gaps.FreezeTooSlow.At(_place, null, Text(_budget));
            else
                AwaitRelease(deadline);
        }
        finally
        {
            _threads.LetGo();
            _ended = Stopwatch.GetTimestamp();
            _stands.Set();
        }
    }

    void AwaitRelease(long deadline)
    {
        Threads = _threads.Count;
        // Only the thread that stopped them may ask.
        if (_readsRegisters)
            Registers = _threads.ReadRegisters();
        _stands.Set();
        TimeSpan rest = TimeSpan.FromSeconds(Math.Max(0, (deadline - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency));
        _ranOut = !_release.Wait(rest);
    }
}
