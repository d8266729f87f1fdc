using System.Runtime.InteropServices;

namespace Fathom.Sources.Acts;

/// <summary>
/// The way back from a change outside of fathom. It is gone once: when disposed of, or when a signal ends fathom.
/// What is done meanwhile is done under its lock, so that no signal comes between a change and its undoing.
/// </summary>
public sealed class Undo : IDisposable
{
    static readonly PosixSignal[] Ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    readonly Lock _turn = new();
    readonly PosixSignalRegistration[] _registrations;
    Action? _back;

    Undo(Action back)
    {
        _back = back;
        // The default action follows the handler, so that fathom still ends as the signal says. Handlers run in reverse order of
        // their registration: who came later and goes on all the same has said so by now.
        _registrations = [.. Ends.Select(signal => PosixSignalRegistration.Create(signal, OnEnd))];
    }

    void OnEnd(PosixSignalContext context)
    {
        if (!context.Cancel)
            Back();
    }

    /// <summary>Ready before the change is made: going back from nothing must do nothing.</summary>
    public static Undo By(Action back) => new(back);

    /// <summary>False once the way back was gone: nothing is changed any more.</summary>
    public bool Change(Action change)
    {
        lock (_turn)
        {
            if (_back is null)
                return false;
            change();
            return true;
        }
    }

    public void Dispose()
    {
        Back();
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    void Back()
    {
        lock (_turn)
        {
            _back?.Invoke();
            _back = null;
        }
    }
}
