using System.Runtime.InteropServices;
using Fathom.Sources.Acts;

namespace Fathom.Cli.Commands;

/// <summary>What is sent to fathom is meant for the program, as long as it lives.</summary>
sealed class RunSignals : IDisposable
{
    // By their numbers: the class library has names for some only.
    const int Hangup = 1, Interrupt = 2, Quit = 3, User1 = 10, User2 = 12, Terminate = 15;

    readonly List<PosixSignalRegistration> _registrations = [];
    readonly Lock _lock = new();
    readonly Queue<int> _early = [];
    StartedProgram? _program;
    volatile bool _areForFathom;

    public RunSignals()
    {
        Take(PosixSignal.SIGHUP, Hangup);
        Take(PosixSignal.SIGINT, Interrupt);
        Take(PosixSignal.SIGQUIT, Quit);
        Take(PosixSignal.SIGTERM, Terminate);
        Take((PosixSignal)User1, User1);
        Take((PosixSignal)User2, User2);
    }

    /// <summary>One came after the program had ended.</summary>
    public bool AreForFathom => _areForFathom;

    /// <summary>One came before there was a program.</summary>
    public bool IsEarly
    {
        get
        {
            lock (_lock)
                return _early.Count > 0;
        }
    }

    /// <summary>What came while it was being started is for it, too.</summary>
    public void PassTo(StartedProgram program)
    {
        lock (_lock)
        {
            _program = program;
            while (_early.TryDequeue(out int number))
                program.Send(number);
        }
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    void Take(PosixSignal signal, int number) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        lock (_lock)
        {
            if (_program is not { } program)
                _early.Enqueue(number);
            else if (!program.HasEnded)
                program.PassOn(number);
            else
                _areForFathom = true;
        }
    }));
}
