using System.CommandLine;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources;
using Fathom.Sources.Bundle;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom open`: what a bundle holds.</summary>
static class OpenCommand
{
    public static Command Create(Session session)
    {
        Command command = new("open", """
            What a bundle of fathom capture holds, with every checksum looked at; with NAME, one part as it was stored.

            Example: fathom open orders.fathom
                     fathom open orders.fathom smaps | head
                     fathom open orders.fathom 'VM.native_memory detail scale=1'
            """);
        Argument<string?> file = new("FILE") { Description = "What fathom capture wrote; - for one on standard input.", Arity = ArgumentArity.ZeroOrOne };
        Argument<string?> name = new("NAME") { Description = "A part to print, as the list calls it.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
        Option<string?> output = new("--output", "-o") { Description = "Write to FILE; an ending of .json chooses JSON.", HelpName = "FILE" };
        command.Validators.Add(result =>
        {
            if (result.GetValue(file) is null)
                result.AddError("open takes the name of a bundle: fathom open orders.fathom");
        });
        command.Arguments.Add(file);
        command.Arguments.Add(name);
        command.Options.Add(json);
        command.Options.Add(output);
        command.SetAction(parsed => Run(session, parsed.GetValue(file)!, parsed.GetValue(name), new OutputChoice(parsed.GetValue(output), parsed.GetValue(json))));
        return command;
    }

    static int Run(Session session, string path, string? name, OutputChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!PipedBundle.Open(path, session.Input).Try(out BundleFile? bundle, out gap))
                return Answering.Fail(session, gap);
            using (bundle)
            {
                OutputFile.KeepPrivate(choice.File);
                OutputFile.Begin(file);
                return name is null ? List(session, bundle, choice, file) : Print(session, bundle, name, file ?? session.Output);
            }
        }
    }

    static int List(Session session, BundleFile bundle, OutputChoice choice, Stream? file)
    {
        BundleListing listing = Listing(bundle);
        if (choice.IsJson)
        {
            BundleJson.Write(file ?? session.Output, listing, Cost.None with { OwnPeak = OwnFootprint.Peak() });
        }
        else
        {
            using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
            BundleView.Write(listing, file is null ? session.Columns : 160, writer ?? session.Out);
            session.Out.Flush();
        }
        return listing.Gaps.Count == 0 ? ExitCode.Fine : ExitCode.CannotTell;
    }

    static BundleListing Listing(BundleFile bundle)
    {
        BundleAbout about = BundleLook.About(bundle);
        Result<Snapshot> snapshot = BundleLook.Listed(bundle);
        // One damage is told once: where the snapshot is cut, so is the file.
        return new BundleListing(bundle.Path, about.Fathom, bundle.TakenAt, snapshot.Or(null))
        {
            Looked = snapshot.Ok ? BundleLook.Held(bundle, snapshot.Value) : about.Looked,
            IsRaw = about.IsRaw,
            IsRedacted = about.IsRedacted,
            Entries = [.. bundle.Parts.Select(part => new BundleEntry(part.Name, Word(part.Kind), new Bytes(part.Length), new Bytes(part.Packed), part.IsWhole))],
            Gaps = (bundle.Fault ?? snapshot.Gap) is { } gap ? [gap] : [],
        };
    }

    static int Print(Session session, BundleFile bundle, string name, Stream to)
    {
        if (!bundle.Has(name, out BundlePart? part))
            return Answering.Fail(session, Gaps.BundleNoPart.At(bundle.Path, null, name));
        using Stream from = bundle.Read(part);
        byte[] buffer = new byte[64 * 1024];
        PlainBytes plain = new();
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            if (session.OutIsTerminal && to == session.Output)
                plain.Clean(buffer.AsSpan(0, read));
            to.Write(buffer.AsSpan(0, read));
        }
        return part.IsWhole ? ExitCode.Fine : Answering.Fail(session, bundle.Fault!);
    }

    static string Word(PartKind kind) => kind switch
    {
        PartKind.About => "about",
        PartKind.ProcFile => "file",
        PartKind.Answer => "answer",
        PartKind.Snapshot => "snapshot",
        PartKind.Contents => "contents",
        PartKind.Given => "given",
        PartKind.GivenText => "text",
        _ => "?",
    };
}
