using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Fingerprints;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom census --learn NAME`: two looks, and between them whatever the user does in the target.</summary>
static class CensusLearning
{
    public static int Run(Session session, CensusArguments arguments, ParseResult parsed, string name)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!Answering.Place(session, arguments.Look.Targets(parsed)).Try(out TargetPlace? place, out Gap? gap) || !Look(session, arguments.Look.Quiet(parsed), place).Try(out Snapshot? before, out gap))
            return Answering.Fail(session, gap);
        session.Talk.Write("Looked once. Do now in the target what makes it grow, some ten times or more; then press Enter. ");
        session.Talk.Flush();
        Wait(session);
        if (!Look(session, arguments.Look.Quiet(parsed), place).Try(out Snapshot? after, out gap))
            return Answering.Fail(session, gap);
        string ran = string.Create(CultureInfo.InvariantCulture, $"{after.Target.Command.Main ?? after.Target.Command.Program}, {after.TakenAt.UtcDateTime:yyyy-MM-dd}");
        if (!FingerprintLearning.Learn(name, ran, before.Census!, after.Census!).Try(out string? text, out gap))
            return Answering.Fail(session, gap);
        return Store(session, arguments.Look.Output(parsed).File ?? FingerprintFiles.PathOf(session, name), text);
    }

    static Result<Snapshot> Look(Session session, bool quiet, TargetPlace place)
    {
        LookOptions options = new() { Census = new() { Exact = true, HolderBudget = TimeSpan.Zero } };
        return Looking.At(session, quiet, place, options).Then<Snapshot>(snapshot => snapshot.Census is null
            ? CensusCommand.Missing(snapshot)! : snapshot);
    }

    /// <summary>A line from whoever asked, at a terminal or through a pipe; an end of input is one, too.</summary>
    static void Wait(Session session)
    {
        if (session.Hear is { } hear)
        {
            hear();
            return;
        }
        Stream input = session.Input();
        while (input.ReadByte() is not ('\n' or -1))
        {
            // Until the line ends.
        }
    }

    static int Store(Session session, string? path, string text)
    {
        if (path is null)
        {
            session.Out.Write(text);
            return ExitCode.Fine;
        }
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return Answering.Fail(session, Gaps.OutputUnwritable.At(path));
        }
        if (!OutputFile.Open(path).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            OutputFile.KeepPrivate(path);
            OutputFile.Begin(file);
            using StreamWriter writer = new(file!) { NewLine = "\n" };
            writer.Write(text);
        }
        session.Talk.WriteLine("Written to " + Printable.Of(path));
        session.Out.Write(text);
        return ExitCode.Fine;
    }
}
