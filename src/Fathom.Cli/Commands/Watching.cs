using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Accounting.Growth;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Watch;

namespace Fathom.Cli.Commands;

/// <summary>Looks over some time, with progress; Ctrl-C ends it early with what there is.</summary>
static class Watching
{
    public static Result<(Snapshot Last, Growth Growth)> Look(Session session, TargetPlace place, LookOptions options, TimeSpan whole, bool quiet)
    {
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            ended.Set();
        });
        Looks looks = new(place, options, whole);
        bool tells = session.TalkIsTerminal && !quiet;
        Result<(Snapshot, Growth)> seen = looks.Take(
            number => Tell(tells, session, number, looks.Count), wait => ended.Wait(wait));
        if (tells)
            session.Talk.Write("\r                              \r");
        return seen;
    }

    static void Tell(bool tells, Session session, int number, int count)
    {
        if (tells)
            session.Talk.Write(string.Create(CultureInfo.InvariantCulture, $"\rlook {number} of {count} (Ctrl-C ends)"));
    }
}
