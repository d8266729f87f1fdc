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

    public Result<T> Run<T>(string where, Func<T> read)
    {
        if (Expired)
            return Late(where);
        _thread ??= Start();
        TaskCompletionSource<T> done = new();
        _work.Add(() => Complete(done, read));
        // Not Wait: it would wrap what the read threw.
        if (Task.WaitAny([done.Task], limit) == 0)
            return done.Task.GetAwaiter().GetResult();
        Expired = true;
        return Late(where);
    }

    public Result<T> Run<T>(string where, Func<Result<T>> read)
    {
        Result<Result<T>> result = Run<Result<T>>(where, () => read());
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

    Gap Late(string where) =>
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
