using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Sources.Probe;
using Fathom.Sources.Uprobes;

namespace Fathom.Sources.Kernel;

/// <summary>
/// Looks for libraries and code that came: about each second, and where an address is in nothing that is known. The list of mappings waits
/// for a lock that a target which maps all the time holds: mostly another thread reads it, as nobody reads the rings meanwhile.
/// </summary>
sealed class EventLooks
{
    const int MostNobody = 10_000;

    /// <summary>Of the time at most one part in so many is spent on looks; some may follow each other, as a library that comes begins more than one thing.</summary>
    const int Share = 20;

    static readonly TimeSpan RenewAfter = TimeSpan.FromSeconds(1), MostAtOnce = TimeSpan.FromMilliseconds(200), LongestWait = TimeSpan.FromMilliseconds(50);

    readonly LiveImages _images;
    readonly WalkRows _rows;
    readonly LiveCode? _code;
    readonly HashSet<Address> _nobody = [];
    Task<IReadOnlyList<Mapping>>? _looking;
    long _looked = Stopwatch.GetTimestamp(), _counted = Stopwatch.GetTimestamp();
    TimeSpan _left = MostAtOnce;

    /// <param name="code">Null of a process without a JVM.</param>
    public EventLooks(LiveImages images, WalkRows rows, LiveCode? code)
    {
        (_images, _rows, _code) = (images, rows, code);
        _rows.Take(images.All, images.Open);
        _code?.Renew();
    }

    public void Renew()
    {
        if (_looking is { IsCompleted: true })
            Finish();
        if (_looking is not null || Stopwatch.GetElapsedTime(_looked) < RenewAfter)
            return;
        _looked = Stopwatch.GetTimestamp();
        _nobody.Clear();
        _code?.Renew();
        _looking = Task.Run(_images.Look);
    }

    /// <summary>Looks for a library that has come to an address, or code; true where something came. Where there was nothing, not again at once. What another thread
    /// is looking for now is waited for only a while.</summary>
    public bool IsNew(ulong pc)
    {
        // Code of the JVM's that is in doubt is in no library.
        if (_code?.Holds(pc) == true || !MayLook() || _nobody.Count >= MostNobody || !_nobody.Add(new Address(pc).PageFloor))
            return false;
        long begun = Stopwatch.GetTimestamp();
        if (_looking is { } looking && !looking.Wait(LongestWait))
        {
            _left -= LongestWait;
            _nobody.Remove(new Address(pc).PageFloor);
            return false;
        }
        bool hasCome = Finish();
        _code?.Renew();
        hasCome |= Take(_images.Look());
        _left -= Stopwatch.GetElapsedTime(begun);
        return hasCome || _code?.Holds(pc) == true;
    }

    /// <summary>The last that can be known.</summary>
    public void End()
    {
        Finish();
        Take(_images.Look());
    }

    bool MayLook()
    {
        long now = Stopwatch.GetTimestamp();
        TimeSpan left = _left + Stopwatch.GetElapsedTime(_counted, now) / Share;
        (_left, _counted) = (left < MostAtOnce ? left : MostAtOnce, now);
        return _left > TimeSpan.Zero;
    }

    /// <summary>The other thread's look; older than one that is taken after it.</summary>
    bool Finish()
    {
        bool hasCome = _looking is { } looking && Take(looking.Result);
        _looking = null;
        return hasCome;
    }

    bool Take(IReadOnlyList<Mapping> mappings)
    {
        if (!_images.Take(mappings))
            return false;
        _rows.Take(_images.All, _images.Open);
        _nobody.Clear();
        return true;
    }
}
