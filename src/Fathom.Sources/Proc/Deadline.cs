using System.Collections.Concurrent;
using Fathom.Evidence;

namespace Fathom.Sources.Proc;

/// <summary>
/// Runs reads that take the target's memory lock (maps, smaps, cmdline, pagemap, its memory) where they may hang
/// without hanging us: a process in state D can hold that lock for minutes. The thread that waits inside the kernel
/// is given up; the wait is killable, so it ends with fathom.
/// </summary>
public sealed class Deadline(TimeSpan limit) : IDisposable
{
    readonly BlockingCollection<Action> _work = new(1);
    Thread? _thread;

    /// <summary>True once a read did not come back: the next ones are not tried.</summary>
    public bool Expired { get; private set; }

    public Result<T> Run<T>(string where, Func<T> read) => Run(where, read, limit);

    Result<T> Run<T>(string where, Func<T> read, TimeSpan limit)
    {
        if (Expired)
            return Late(where, limit);
        _thread ??= Start();
        TaskCompletionSource<T> done = new();
        _work.Add(() => Complete(done, read));
        // Not Wait: it would wrap what the read threw.
        if (Task.WaitAny([done.Task], limit) == 0)
            return done.Task.GetAwaiter().GetResult();
        Expired = true;
        return Late(where, limit);
    }

    public Result<T> Run<T>(string where, Func<Result<T>> read) => Run(where, read, TimeSpan.Zero);

    /// <param name="more">Beyond the ordinary limit: for work whose length is known to grow with the target.</param>
    public Result<T> Run<T>(string where, Func<Result<T>> read, TimeSpan more)
    {
        Result<Result<T>> result = Run<Result<T>>(where, () => read(), limit + more);
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
        Gaps.NoAnswerInTime.At(where, null, limit.TotalSeconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture));

    Thread Start()
    {
        Thread thread = new(() =>
        {
            foreach (Action work in _work.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "reader" };
        thread.Start();
        return thread;
    }
}
