using System.CommandLine;
using System.Globalization;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Views;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom diff`: two states side by side.</summary>
static class DiffCommand
{
    public static Command Create(Session session)
    {
        Command command = new("diff", """
            Two states side by side: what grew and what fell, by account, kind of live blocks, size class and mapping.

            Example: fathom doctor 4242 -o before.json       … and later:
                     fathom diff before.json 4242
                     fathom diff before.json 4242 --by account --limit 64m
                     fathom diff nmt-monday.txt nmt-friday.txt
                     fathom diff jeprof.4242.1.i1.heap jeprof.4242.7.i7.heap
                     fathom diff monday.jfr friday.jfr
            """);
        DiffArguments arguments = new(command);
        command.SetAction(parsed => Run(session, arguments.Of(parsed)));
        return command;
    }

    static int Run(Session session, DiffChoice choice)
    {
        if (OwnFootprint.Claim(OwnFootprint.OwnCgroup()) is { } refusal)
            return Answering.Fail(session, refusal);
        if (!OutputFile.Open(choice.Output.File).Try(out Stream? file, out Gap? gap))
            return Answering.Fail(session, gap);
        using (file)
        {
            if (!DiffSides.Read(session, choice, choice.Before).Try(out Side? before, out gap)
                || !DiffSides.Read(session, choice, choice.After).Try(out Side? after, out gap))
                return Answering.Fail(session, gap);
            Diff diff = Diff.Of(before, after, choice.By);
            if (diff.Tables.Count == 0)
                return Answering.Fail(session, Gaps.NotComparable.At(choice.After, null, before.Place, Kinds(before), after.Place, Kinds(after)));
            bool isOver = choice.Limit is { } limit && diff.Exceeds(limit);
            DiffAnswer answer = new(diff, GapsOf(diff), CostOf(diff), choice.Limit, isOver);
            OutputFile.Begin(file);
            Write(session, choice, file, answer);
            return Math.Max(isOver ? ExitCode.Finding : ExitCode.Fine, Answering.ExitOf(answer.Gaps));
        }
    }

    static string Kinds(Side side) => side.Tables.Count == 0 ? "no figures" : string.Join(", ", side.Tables.Keys.Order().Select(by => Kind(side, by)));

    static string Kind(Side side, DiffBy by) => DiffView.Title(by) + (by == DiffBy.Account && !side.HasMemory ? " by file names alone" : by is DiffBy.Use or DiffBy.Function ? $" ({side.ProfileValue})" : "");

    static List<Gap> GapsOf(Diff diff)
    {
        List<Gap> gaps = [.. diff.Before.Gaps, .. diff.After.Gaps.Except(diff.Before.Gaps)];
        if (diff.IsOther)
            gaps.Add(Gaps.ComparedOthers.At(diff.After.Place, null, Who(diff.Before), Who(diff.After)));
        if (diff.Between is { Ticks: < 0 } back)
            gaps.Add(Gaps.ComparedBackwards.At(diff.After.Place, null, SizeText.Of(-back)));
        if (diff.Before.StandIns != diff.After.StandIns)
        {
            (Side replaced, Side other) = diff.Before.StandIns is not null ? (diff.Before, diff.After) : (diff.After, diff.Before);
            gaps.Add(Gaps.ComparedStandIns.At(replaced.Place, null, replaced.Place, other.Place));
        }
        if (diff.Before.Dump is { } then && diff.After.Dump is { } now && then.Series == now.Series && then.Number > now.Number)
            gaps.Add(Gaps.ComparedBackwards.At(diff.After.Place, null, string.Create(CultureInfo.InvariantCulture, $"{then.Number - now.Number:N0} dumps")));
        Bytes error = diff.Before.ProfileError > diff.After.ProfileError ? diff.Before.ProfileError : diff.After.ProfileError;
        if (error > Bytes.Zero && diff.Tables.Any(table => table.By is DiffBy.Use or DiffBy.Function))
            gaps.Add(Gaps.ComparedSamples.At(diff.After.Place, null, SizeText.Of(error)));
        long step = Math.Max(diff.Before.Step.Value, diff.After.Step.Value);
        if (step > 1)
            gaps.Add(Gaps.NmtRounded.At(diff.Before.Place, null, SizeText.Of(new Bytes(step))));
        return gaps;
    }

    static string Who(Side side) => string.Join(' ', ((string[])[
        side.Program, side.Target.Pid is { } pid ? "pid " + pid.ToString(CultureInfo.InvariantCulture) : ""]).Where(word => word.Length > 0));

    static Cost CostOf(Diff diff)
    {
        (Cost one, Cost two) = (diff.Before.Cost, diff.After.Cost);
        return new Cost(one.Wall + two.Wall, one.TargetStopped + two.TargetStopped,
            one.TargetDelayed > two.TargetDelayed ? one.TargetDelayed : two.TargetDelayed, one.MemoryRead + two.MemoryRead, [.. one.LeftBehind, .. two.LeftBehind])
        {
            OwnPeak = OwnFootprint.Peak(),
        };
    }

    static void Write(Session session, DiffChoice choice, Stream? file, DiffAnswer answer)
    {
        if (choice.Output.IsJson)
        {
            DiffJson.Write(file ?? session.Output, answer, choice.Shown.Min);
            return;
        }
        DiffAnswer shown = choice.Quiet ? answer with { Gaps = [] } : answer;
        using StreamWriter? writer = file is null ? null : new StreamWriter(file, leaveOpen: true) { NewLine = "\n" };
        DiffView.Write(shown, choice.Shown, file is null ? session.Columns : 160, writer ?? session.Out);
    }
}
