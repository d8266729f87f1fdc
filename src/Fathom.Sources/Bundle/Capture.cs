using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Bundle.Stored;
using Fathom.Sources.Cgroup;
using Fathom.Sources.Core;
using Fathom.Sources.Files;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Bundle;

/// <summary>
/// What goes into a bundle beside the snapshot: texts as they were read during the look, and the small files that the
/// look has no need to keep. Secrets are masked here, before anything is written.
/// </summary>
/// <param name="redact">Names are replaced, and texts full of them left out.</param>
/// <param name="key">Of their stand-ins, where other bundles are to have the same.</param>
public sealed class Capture(bool raw, bool redact = false, NameKey? key = null) : IDisposable
{
    static readonly string[] ProcFiles = ["status", "limits", "stat", "cgroup", "comm", "oom_score_adj"];

    static readonly string[] CgroupFiles =
    [
        "memory.current", "memory.max", "memory.high", "memory.peak", "memory.stat", "memory.events", "memory.pressure",
        "memory.swap.current", "memory.swap.max", "memory.usage_in_bytes", "memory.limit_in_bytes", "memory.max_usage_in_bytes",
        "memory.failcnt", "memory.oom_control", "memory.kmem.usage_in_bytes",
    ];

    readonly Lock _lock = new();
    readonly List<(PartKind Kind, string Name, byte[] Text)> _texts = [];
    GivenFiles? _given;
    BundleFile? _other;

    public void Dispose() => _other?.Dispose();

    /// <summary>For <see cref="LookOptions.Keep"/>: a look that is given up may go on reading.</summary>
    public void Keep(string name, byte[] text) => Add(PartKind.ProcFile, name, text);

    /// <summary>For <see cref="LookOptions.KeepGiven"/>.</summary>
    public void Keep(GivenFiles given) => _given = given;

    /// <summary>What the JVM answered; VM.info holds its command line and environment.</summary>
    public void Answer(string command, byte[] text) => Add(PartKind.Answer, command, raw ? text : MaskedText.Of(text));

    /// <summary>The small files, and all that another bundle holds.</summary>
    public Gap? ReadBeside(TargetPlace place)
    {
        if (place.Pid is { } pid)
            OfProcess(DirectoryFiles.OfProcess(pid));
        else if (_given is not null)
            return null;
        else if (Directory.Exists(place.Path))
            OfFolder(DirectoryFiles.OfFolder(place.Path!));
        else if (BundleFile.Is(place.Path!))
            return OfBundle(place.Path!);
        else if (CoreFile.Open(place.Path!).Or(null) is { } core)
        {
            using (core)
                OfFiles(core.Files, ["maps", .. ProcFiles]);
        }
        return null;
    }

    /// <summary>Texts of memory, packed as they come: there may be many.</summary>
    public void Keep(StoredContents contents)
    {
        using MemoryStream text = new();
        using (StorageWriter records = new(text))
            records.Record(contents, Forms.StoredContents);
        Add(PartKind.Contents, contents.Name.Length == 0 ? "contents of all memory" : "contents of " + contents.Name, text.ToArray());
    }

    public void Write(Stream to, Snapshot snapshot, BundleAbout about)
    {
        BundleWriter writer = new(to);
        writer.Begin(snapshot.TakenAt);
        writer.Part(PartKind.About, BundleAbout.Name, about.Text());
        lock (_lock)
        {
            foreach ((PartKind kind, string name, byte[] text) in _texts)
                writer.Part(kind, name, text);
        }
        if (_given is not null && !redact)
            BundleGiven.Write(writer, _given, [.. _given.Entries.Where(file => file.HasText).Select<GivenFile, Action<Stream>>(file => part => Write(file, part))]);
        using (Stream part = writer.Part(PartKind.Snapshot, BundleLook.Snapshot))
        using (StorageWriter records = new(part))
            records.Record(Hidden(snapshot), Forms.Snapshot);
        writer.End();
    }

    void Write(GivenFile file, Stream to)
    {
        if (file.Kind == GivenKind.Log)
        {
            using Stream? log = file.Open!();
            if (raw)
                log?.CopyTo(to);
            else if (log is not null)
                MaskedLines.Copy(log, to);
            return;
        }
        byte[] text = file.Text ?? [];
        if (raw)
            to.Write(text);
        else if (file.Kind == GivenKind.Text)
            MaskedLines.Copy(new MemoryStream(text), to);
        else
            to.Write(file.Name == "cmdline" ? CommandLineText.Mask(text) : text);
    }

    void OfProcess(DirectoryFiles files)
    {
        OfFiles(files, ProcFiles);
        if (!new CgroupReader().Find(files).Try(out CgroupAt? found, out _))
            return;
        using (found)
        {
            foreach (string name in CgroupFiles)
            {
                if (found.Files.Read(CgroupLevels.In(found.Folder, name), Limits.CgroupFileBytes) is { } text)
                    Keep(name, text);
            }
        }
    }

    void OfFolder(DirectoryFiles files)
    {
        OfFiles(files, ["maps", "smaps_rollup", .. ProcFiles, .. CgroupFiles]);
        if (files.Read("smaps", Limits.SmapsBytes) is { Ok: true } smaps)
            Keep("smaps", smaps.Value);
    }

    void OfFiles(IProcFiles files, string[] names)
    {
        foreach (string name in names)
        {
            if (files.Read(name, Limits.ProcFileBytes) is { Ok: true } text)
                Keep(name, text.Value);
        }
        if (files.Read("cmdline", Limits.CommandLineBytes) is { Ok: true } command)
            Keep("cmdline", raw ? command.Value : CommandLineText.Mask(command.Value));
    }

    Gap? OfBundle(string path)
    {
        if (!BundleFile.Open(path).Try(out BundleFile? bundle, out Gap? gap))
            return gap;
        // Logs in it are read when they are written.
        _other = bundle;
        if (BundleGiven.Read(bundle) is { } read)
        {
            if (!read.Try(out GivenFiles? given, out gap))
                return gap;
            _given = given;
        }
        foreach (BundlePart part in bundle.Parts.Where(part => part.IsWhole && part.Kind is PartKind.ProcFile or PartKind.Answer or PartKind.Contents))
        {
            if (!bundle.Read(part.Name, Limits.SmapsBytes).Try(out byte[]? text, out _))
                continue;
            if (part.Kind == PartKind.Contents)
                Add(part.Kind, part.Name, text);
            else if (part.Kind == PartKind.Answer)
                Answer(part.Name, text);
            else
                Keep(part.Name, raw || part.Name != "cmdline" ? text : CommandLineText.Mask(text));
        }
        return null;
    }

    void Add(PartKind kind, string name, byte[] text)
    {
        if (redact && !IsNameless(kind, name))
            return;
        lock (_lock)
        {
            // The first is of the look itself.
            if (!_texts.Exists(each => each.Kind == kind && each.Name == name))
                _texts.Add((kind, name, text));
        }
    }

    Snapshot Hidden(Snapshot snapshot) => raw ? snapshot : redact ? new Redaction(key).Of(Told(Masked(snapshot))) : Masked(snapshot);

    /// <summary>The figures of texts stay; what else was read in them does not.</summary>
    Snapshot Told(Snapshot snapshot) => _given is null ? snapshot : snapshot with
    {
        Gaps = [.. snapshot.Gaps, Gaps.BundleHasNot.At(_given.Place, null, "the texts that it was made of", "without --redact")],
    };

    static bool IsNameless(PartKind kind, string name) =>
        kind == PartKind.ProcFile && (name is "limits" or "oom_score_adj" || name.StartsWith("memory.", StringComparison.Ordinal));

    /// <summary>The JVM counts its own command line among its counters (sun.rt.javaCommand, java.rt.vmArgs, properties).</summary>
    Snapshot Masked(Snapshot snapshot)
    {
        // What a text of no known form begins with is quoted in its gap.
        if (_given is not null)
            snapshot = snapshot with
            {
                Target = snapshot.Target with { Command = snapshot.Target.Command with { Shown = MaskedText.Of(snapshot.Target.Command.Shown) } },
                Gaps = [.. snapshot.Gaps.Select(gap => gap with { What = MaskedText.Of(gap.What) })],
            };
        if (snapshot.JvmState?.Counters is not { } counters)
            return snapshot;
        Dictionary<string, PerfCounter> masked = new(counters.Counters.Count);
        foreach ((string name, PerfCounter counter) in counters.Counters)
            masked[name] = counter.Text is { } text ? counter with { Text = MaskedText.Of(text) } : counter;
        return snapshot with { JvmState = snapshot.JvmState with { Counters = new PerfData(masked) } };
    }
}

/// <summary>Lines in which command lines may stand.</summary>
static class MaskedText
{
    public static byte[] Of(byte[] text)
    {
        using MemoryStream masked = new(text.Length);
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            string words = Encoding.UTF8.GetString(line), hidden = Of(words);
            masked.Write(words == hidden ? line : Encoding.UTF8.GetBytes(hidden));
            if (end >= 0)
                masked.WriteByte((byte)'\n');
        }
        return masked.ToArray();
    }

    public static string Of(string line) => string.Join(' ', Secrets.MaskArguments(line.Split(' ')));
}
