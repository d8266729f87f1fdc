using System.CommandLine;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Sources.HotSpot;

namespace Fathom.Cli.Commands;

/// <summary>`fathom jvm`: what the JVM counts itself; with a COMMAND, what it answers.</summary>
static class JvmCommand
{
    public static Command Create(Session session)
    {
        Command command = new("jvm", """
            What the JVM holds and counts: heap spaces, metaspace, code, buffers, threads, classes, collections, flags
            (read from its memory, nothing is attached); with COMMAND, what it answers to that (attached, without a JDK).

            Example: fathom jvm 4242                                  once
                     fathom jvm 4242 --every 1s --columns gc          as jstat -gc 4242 1000
                     fathom jvm 4242 --objects                        Java objects that own native memory
                     fathom jvm 4242 VM.native_memory summary         as jcmd or jattach
                     fathom jvm 4242 GC.class_histogram -all --yes    a dear one
            """);
        JvmArguments arguments = new(command);
        command.SetAction(parsed => Run(session, arguments.Of(parsed)));
        return command;
    }

    static int Run(Session session, JvmChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!Answering.Place(session, choice.Target).Try(out TargetPlace? place, out gap))
                return Answering.Fail(session, gap);
            bool looksOnce = choice is { Words.Count: 0, Every: null, Objects: null };
            if (looksOnce)
                return new JvmReport(session, choice, file).Run(place);
            if (place.Path is { } path && choice.Words.Count > 0 && BundleFile.Is(path))
                return BundleAnswers.PassOn(session, path, choice.Words, file);
            if (place.Pid is not { } pid)
                return Answering.Fail(session, Gaps.FileNotAsked.At(PipedBundle.Shown(place.Path!)));
            if (!JvmProcess.Of(pid).Try(out JvmProcess? jvm, out gap))
                return Answering.Fail(session, gap);
            if (choice.Objects is { } objects)
                return new JvmObjects(session, choice, objects, jvm, file).Run();
            return choice.Words.Count > 0
                ? new JvmQuestion(session, choice, jvm, file).Run()
                : new JvmRows(session, choice, jvm, file).Run(choice.Every!.Value);
        }
    }
}
