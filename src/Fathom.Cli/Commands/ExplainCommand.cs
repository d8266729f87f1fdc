using System.CommandLine;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Cli.Commands;

/// <summary>`fathom explain FTH012`: a rule, an account or a term in words. Looks at nothing.</summary>
static class ExplainCommand
{
    public static Command Create(Session session)
    {
        Command command = new("explain", """
            A rule, an account or a term in words; without one, the list of them.

            Example: fathom explain FTH012
            """);
        Argument<string[]> word = new("WORD") { Description = "FTH012, malloc/free/locked, working set …", Arity = ArgumentArity.ZeroOrMore };
        Option<bool> json = new("--json") { Description = "Write JSON (schema fathom/1) instead of text." };
        command.Arguments.Add(word);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            string asked = string.Join(' ', parsed.GetValue(word) ?? []);
            if (asked.Length == 0)
                return List(session, parsed.GetValue(json));
            if (Find(asked) is not { } found)
                return Answering.Fail(session, Gaps.RuleUnknown.At(asked));
            if (parsed.GetValue(json))
                ExplainJson.Write(session.Output, [found]);
            else
                ExplainView.Write(found, session.Out);
            return ExitCode.Fine;
        });
        return command;
    }

    static Explanation? Find(string asked) =>
        RulePage.Of(asked.ToUpperInvariant()) is { } page ? new Explanation(page.Rule, page.Title, page.Text)
        : Words.Of(asked) is { } word ? new Explanation(word.Word, word.Word, word.Text)
        : null;

    static int List(Session session, bool json)
    {
        List<Explanation> all = [.. Catalog.Rules.Select(rule => RulePage.Of(rule.Id)!).OrderBy(page => page.Rule, StringComparer.Ordinal)
            .Select(page => new Explanation(page.Rule, page.Title, page.Text)), .. Words.All.Select(word => new Explanation(word.Word, "", word.Text))];
        if (json)
            ExplainJson.Write(session.Output, all);
        else
            ExplainView.WriteList(all, session.Columns, session.Out);
        return ExitCode.Fine;
    }
}
