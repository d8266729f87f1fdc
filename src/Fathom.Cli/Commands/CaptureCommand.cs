using System.CommandLine;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Bundle;

namespace Fathom.Cli.Commands;

/// <summary>`fathom capture`: everything for an analysis elsewhere, in one file.</summary>
static class CaptureCommand
{
    public static Command Create(Session session)
    {
        Command command = new("capture", """
            Writes one file with everything that the other verbs would look at, to be read elsewhere: every verb that only
            reads takes it in place of a pid. Secrets are masked; the file is readable by you alone.

            Example: fathom capture 4242 -o orders.fathom        then, anywhere: fathom orders.fathom
                     fathom capture 4242 --deep --yes -o orders.fathom
                     fathom capture nmt.txt smaps top.txt -o case.fathom
                     kubectl exec POD -- fathom capture -o - > orders.fathom
                     fathom capture --script > collect.sh        where nothing but a shell may run
            """);
        CaptureArguments arguments = new(command);
        command.SetAction(parsed => Run(session, arguments, parsed));
        return command;
    }

    static int Run(Session session, CaptureArguments arguments, ParseResult parsed)
    {
        CaptureChoice choice = arguments.Of(parsed);
        if (choice.Script)
            return Script(session, choice);
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        NameKey? key = null;
        if (choice.RedactKey is { } file && !NameKey.At(file).Try(out key, out Gap? unread))
            return Answering.Fail(session, unread);
        if (!BundleOutput.Open(session, choice.File).Try(out BundleOutput? output, out Gap? gap))
            return Answering.Fail(session, gap);
        using (output)
        {
            if (!Answering.Place(session, choice.Targets).Try(out TargetPlace? place, out gap))
                return Answering.Fail(session, gap);
            if (arguments.Objection(parsed, session, place) is { } objection)
                return Answering.Fail(session, objection);
            using CaptureRun run = new(session, choice, output, key);
            return run.Run(place);
        }
    }

    static int Script(Session session, CaptureChoice choice)
    {
        if (!OutputFile.Open(choice.File is "-" ? null : choice.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            OutputFile.Begin(file);
            CaptureScript.Write(file ?? session.Output);
        }
        return ExitCode.Fine;
    }
}
