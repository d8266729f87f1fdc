using System.CommandLine;
using Fathom.Cli;

namespace Fathom.Tests.Cli;

/// <summary>Each verb has an example in its help, and a page that names all it takes.</summary>
public class VerbPagesTests
{
    public static TheoryData<string> Verbs() => [.. All().Select(command => command.Name)];

    [Fact]
    public void A_verb_is_made_under_its_own_name()
    {
        using Session session = new(Stream.Null, TextWriter.Null);
        Assert.All(Fathom.Cli.Commands.Verbs.All, verb => Assert.Equal(verb.Name, verb.Create(session).Name));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Help_shows_an_example(string verb)
    {
        Call help = Call.Of(verb, "--help");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("Example: fathom", help.Out, StringComparison.Ordinal);
        Assert.Contains("Example: fathom", Call.Of("--help").Out, StringComparison.Ordinal);
        Assert.Matches($@"Usage:\n  \S+ {verb} [\[<]", help.Out);
        Assert.True(help.Out.Split("\n  <TARGET>").Length <= 2, "<TARGET> is explained twice");
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_page_has_the_verb_as_its_heading_and_names_every_option(string verb)
    {
        string file = Path.Combine(SourceTree.Root, "docs", "commands", verb + ".md");
        Assert.True(File.Exists(file), $"docs/commands/{verb}.md is missing");

        string page = File.ReadAllText(file);

        Assert.StartsWith($"# fathom {verb}\n", page, StringComparison.Ordinal);
        Assert.All(Options(All().Single(command => command.Name == verb)), option => Assert.Contains("`" + option, page, StringComparison.Ordinal));
    }

    static IEnumerable<string> Options(Command command) => command.Options.Select(option => option.Name)
        .Concat(command.Subcommands.SelectMany(Options)).Distinct();

    static IEnumerable<Command> All()
    {
        Session session = new(Stream.Null, TextWriter.Null);
        return Fathom.Cli.Commands.Verbs.All.Select(verb => verb.Create(session));
    }
}
