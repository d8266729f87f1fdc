using System.Collections.Concurrent;
using System.Diagnostics;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>
/// Runs reads that take the target's memory lock (maps, smaps, cmdline, pagemap, its memory) where they may hang
/// without hanging us: a process in state D can hold that lock for minutes. The thread that waits inside the kernel
/// is given up; the wait is killable, so it ends with fathom. What counts is how long the reader waited for the kernel, not how
/// long it took: where many want the processors it is slow, and not stuck.
/// </summary>
public sealed class Deadline : IDisposable
{
    // However short of processors we are, somebody waits for the answer.
    static readonly TimeSpan MostMore = 5 * Limits.ReadDeadline;
    const int Checks = 5;

    readonly BlockingCollection<Action> _work = new(1);
    readonly TaskCompletionSource<ReaderWork> _reader = new();
    readonly TimeSpan _limit;
    readonly Func<TimeSpan> _worked;
    Thread? _thread;

    public Deadline(TimeSpan limit) => (_limit, _worked) = (limit, () => _reader.Task.GetAwaiter().GetResult().SoFar());

    /// <param name="worked">For how long the reader has not waited so far.</param>
    internal Deadline(TimeSpan limit, Func<TimeSpan> worked) => (_limit, _worked) = (limit, worked);

    /// <summary>True once a read did not come back: the next ones are not tried.</summary>
    public bool Expired { get; private set; }

    public Result<T> Run<T>(string where, Func<T> read) => Run(where, read, _limit);

    Result<T> Run<T>(string where, Func<T> read, TimeSpan limit)
    {
        if (Expired)
            return Late(where, limit);
        _thread ??= Start();
        TaskCompletionSource<T> done = new();
        _work.Add(() => Complete(done, read));
        if (Await(done.Task, limit) is { } late)
        {
            Expired = true;
            return late(where, limit);
        }
        return done.Task.GetAwaiter().GetResult();
    }

    /// <summary>Null where it is done.</summary>
    Func<string, TimeSpan, Gap>? Await(Task done, TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan before = _worked();
        TimeSpan slice = limit / Checks;
        // Not Wait: it would wrap what the read threw.
        while (Task.WaitAny([done], slice) != 0)
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(begun);
            if (elapsed - (_worked() - before) >= limit)
                return Late;
            if (elapsed >= limit + MostMore)
                return (where, _) => Gaps.TooSlow.At(where, null, Seconds(elapsed));
        }
        return null;
    }

    public Result<T> Run<T>(string where, Func<Result<T>> read) => Run(where, read, TimeSpan.Zero);

    /// <param name="more">Beyond the ordinary limit: for work whose length is known to grow with the target.</param>
    public Result<T> Run<T>(string where, Func<Result<T>> read, TimeSpan more)
    {
        Result<Result<T>> result = Run<Result<T>>(where, () => read(), _limit + more);
        return result.Ok ? result.Value : result.Gap!;
    }

    public void Dispose() => _work.CompleteAdding();

    static void Complete<T>(TaskCompletionSource<T> done, Func<T> read)
    {
        try
        {
            done.SetResult(read());
        }
        // A bug met on this thread must be thrown on the caller's.
        catch (Exception bug)
        {
            done.SetException(bug);
        }
    }

    static Gap Late(string where, TimeSpan limit) =>
        Gaps.NoAnswerInTime.At(where, null, Seconds(limit));

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);

    Thread Start()
    {
        Thread thread = new(() =>
        {
            _reader.SetResult(ReaderWork.OfThisThread());
            foreach (Action work in _work.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "reader" };
        thread.Start();
        return thread;
    }
}
