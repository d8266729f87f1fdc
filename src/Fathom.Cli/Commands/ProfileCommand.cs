using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;
using Fathom.Views.Profiles;

namespace Fathom.Cli.Commands;

/// <summary>`fathom profile`: what other tools' profiles say.</summary>
static class ProfileCommand
{
    public static Command Create(Session session)
    {
        Command command = new("profile", """
            Profiles of jemalloc, gperftools, pprof, perf, async-profiler, heaptrack, valgrind and leak checkers: who allocated what is in use, what grew from dump to dump, who called whom.

            Example: fathom profile jeprof.4242.*.heap
                     fathom profile app.0007.heap --base app.0001.heap --focus libz
                     fathom profile heap.pb.gz --by library
                     fathom profile app.0007.heap -o flames.html
            """);
        ProfileArguments arguments = new(command);
        command.SetAction(parsed => Run(session, arguments.Of(parsed)));
        return command;
    }

    static int Run(Session session, ProfileChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            List<Gap> gaps = [];
            ProfileReport report = new(choice.Question);
            if (ReadAll(session, choice, report, gaps) is { } problem)
                return Answering.Fail(session, problem);
            gaps.AddRange(Missing(choice, report));
            ProfileAnswer answer = new(report, choice.Shown, choice.Quiet && !choice.Output.IsJson ? [] : gaps, Cost.None with { OwnPeak = OwnFootprint.Peak() });
            OutputFile.Begin(file);
            ProfileOutput.Write(session, choice, file, answer);
            return Answering.ExitOf(gaps);
        }
    }

    static Gap? ReadAll(Session session, ProfileChoice choice, ProfileReport report, List<Gap> gaps)
    {
        if (!ProfileFiles.Of(choice.Files).Try(out IReadOnlyList<string>? files, out Gap? gap)
            || !ProfileFiles.Of(choice.Base).Try(out IReadOnlyList<string>? bases, out gap))
            return gap;
        using ProfileSymbols symbols = new(choice.Symbols);
        if (AddCode(symbols, choice.Code) is { } noCode)
            return noCode;
        foreach (string path in bases)
        {
            // The last of a series is what it came to.
            if (path == bases[^1] && (!Open(session, choice, path, symbols, gaps).Try(out AllocationProfile? profile, out gap) || (gap = report.AddBase(profile)) is not null))
                return gap;
        }
        string kind = "";
        foreach (string path in DumpSeries.InTime(files, gaps))
        {
            if (!Open(session, choice, path, symbols, gaps).Try(out AllocationProfile? profile, out gap))
                return gap;
            if (kind.Length > 0 && kind != profile.Kind)
                return Gaps.ProfileOthers.At(path, null, kind, profile.Kind);
            kind = profile.Kind;
            if (report.Add(profile) is { } refused)
                return refused;
        }
        if (symbols.NotUsed is { } notUsed)
            gaps.Add(notUsed);
        if (symbols.Replaced.Count > 0)
            gaps.Add(Gaps.ProfileFileReplaced.At(files[^1], null, string.Join(", ", symbols.Replaced.Take(3)) + (symbols.Replaced.Count > 3 ? ", …" : "")));
        return report.Moments.Count == 0 ? Gaps.ProfileUnknown.At(choice.Files[0]) : null;
    }

    static Gap? AddCode(ProfileSymbols symbols, CodeChoice code)
    {
        foreach (string path in code.Files)
        {
            if (symbols.AddCode(path) is { } gap)
                return gap;
        }
        return code.Jvm is { } pid ? symbols.AddJvm(pid) : null;
    }

    static Result<AllocationProfile> Open(Session session, ProfileChoice choice, string path, ProfileSymbols symbols, List<Gap> gaps)
    {
        if (!ProfileFiles.Open(path, session.Input).Try(out Parsed<AllocationProfile>? parsed, out Gap? gap))
            return gap;
        gaps.AddRange(parsed.Gaps);
        if (choice.Unit is not { } unit)
            return symbols.Named(parsed.Value);
        if (!parsed.Value.LacksUnit)
            gaps.Add(Gaps.ProfileUnitTold.At(path, null, string.Join(", ", parsed.Value.Columns.Select(column => column.Unit).Distinct())));
        return symbols.Named(parsed.Value.In(unit));
    }

    static IEnumerable<Gap> Missing(ProfileChoice choice, ProfileReport report)
    {
        ProfileMoment last = report.Moments[^1];
        if (choice.Shown.ByThread && report.Threads.Count == 0)
            yield return Gaps.ProfileNoThreads.At(last.Place);
        if ((choice.Question.Focus ?? choice.Question.Ignore) is not null && last.Total == 0 && report.Base is not { Total: > 0 })
            yield return Gaps.ProfileNothingFits.At(last.Place);
        if (Unnamed(report) is { } unnamed)
            yield return unnamed;
        // Of a few blocks an allocator asks for itself nothing need be said.
        if (report.Unplaced > last.Total / 2 && report.Unplaced > 0)
            yield return Gaps.ProfileNoStacks.At(last.Place, null, string.Create(CultureInfo.InvariantCulture, $"{100 * report.Unplaced / last.Total:0.#} %"));
    }

    /// <summary>Where much was allocated by what is only an address.</summary>
    static Gap? Unnamed(ProfileReport report)
    {
        CallRow[] rows = CallTable.Sorted(report.Forest, CallTable.Rows(report.Forest, report.Now, null), byCumulative: false);
        CallRow[] unnamed = [.. rows.Where(row => report.Forest.IsUnnamed(row.Label))];
        double flat = unnamed.Sum(row => row.Flat), total = report.Moments[^1].Total;
        return flat <= total / 10 ? null : Gaps.ProfileNotNamed.At(report.Moments[^1].Place, null,
            string.Create(CultureInfo.InvariantCulture, $"{100 * flat / total:0} %"), report.Forest.Labels[unnamed[0].Label]);
    }
}
