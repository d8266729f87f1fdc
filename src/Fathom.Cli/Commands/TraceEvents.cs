using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources;
using Fathom.Sources.HotSpot;
using Fathom.Views.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>What the traces by the kernel's events have in common: find the target, say the price, wait, write.</summary>
static class TraceEvents
{
    public delegate void Writer<in T>(T answer, Session session, TraceChoice choice, Stream? file);

    public static int Run<T>(
        Session session, TraceChoice choice, PriceTag price, Func<Session, TraceChoice, JvmProcess, Result<T>> trace, Writer<T> write, Func<T, ProfileAnswer> profile)
        where T : class
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Profile.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!Target(session, choice).Try(out JvmProcess? target, out gap))
                return Answering.Fail(session, gap);
            Consent.Announce(session, string.Create(CultureInfo.InvariantCulture, $"trace {target.Pid}"), price);
            if (!trace(session, choice, target).Try(out T? answer, out gap))
                return Answering.Fail(session, gap);
            OutputFile.Begin(file);
            write(answer, session, choice, file);
            return Answering.ExitOf(profile(answer).Gaps);
        }
    }

    /// <summary>What was found, with what it cost.</summary>
    public static Result<(Target Head, ProfileAnswer Profile)> Answer(
        TraceChoice choice, JvmProcess target, ProfileQuestion question, AllocationProfile profile, TimeSpan elapsed, Bytes read, IReadOnlyList<Gap> missing)
    {
        ProfileReport report = new(question);
        if (report.Add(profile) is { } refused)
            return refused;
        Cost cost = Cost.None with { Wall = elapsed, MemoryRead = read, OwnPeak = OwnFootprint.Peak() };
        return (JvmTarget.Of(target, PerfDataFile.Read(target).Or(null), raw: false), new ProfileAnswer(report, choice.Profile.Shown, choice.Profile.Quiet ? [] : missing, cost));
    }

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static void Wait(Session session, TraceChoice choice, TimeSpan step, JvmProcess target, Func<bool> renew, Func<string> said)
    {
        bool tells = session.TalkIsTerminal && !choice.Profile.Quiet;
        TraceWaiting.Until(choice.For, step, target, renew, () =>
        {
            if (tells)
                session.Talk.Write($"\r{said()} (Ctrl-C ends)      ");
        });
        if (tells)
            session.Talk.Write("\r                                                                              \r");
    }

    /// <summary>As text or JSON of its own, or in any form of a profile.</summary>
    public static void Write(Session session, TraceChoice choice, Stream? file, ProfileAnswer profile, Action<Stream> json, Action<TextWriter, int> text)
    {
        OutputChoice output = choice.Profile.Output;
        ProfileForm? form = output.AsksJson || output.File is null ? null : ProfileForm.OfFile(output.File);
        if (form is { Name: not "json" })
        {
            form.Write(profile, file ?? session.Output);
            return;
        }
        if (output.IsJson)
        {
            json(file ?? session.Output);
            return;
        }
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        text(writer ?? session.Out, file is null ? session.Columns : 160);
    }

    static Result<JvmProcess> Target(Session session, TraceChoice choice) => Answering.Place(session, choice.Profile.Files)
        .Then(place => place.Pid is { } pid ? JvmProcess.Of(pid) : Gaps.FileNotTraced.At(place.Path ?? "-"));
}
