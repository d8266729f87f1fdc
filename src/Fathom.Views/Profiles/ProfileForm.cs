namespace Fathom.Views.Profiles;

/// <summary>A form in which a profile may be written, by the ending of the file.</summary>
/// <param name="Write">Onto a stream: a profile may be no text.</param>
public sealed record ProfileForm(string Name, IReadOnlyList<string> Endings, Action<ProfileAnswer, Stream> Write)
{
    public static IReadOnlyList<ProfileForm> All { get; } =
    [
        new("speedscope", [".speedscope.json"], static (answer, to) => SpeedscopeJson.Write(answer.Report, to)),
        new("json", [".json"], static (answer, to) => ProfileJson.Write(to, answer)),
        new("pprof", [".pb.gz", ".pprof"], static (answer, to) => PprofFile.Write(answer.Report, to)),
        new("collapsed", [".collapsed", ".folded"], static (answer, to) => AsText(to, writer => CollapsedText.Write(answer.Report, writer))),
        new("dot", [".dot", ".gv"], static (answer, to) => AsText(to, writer => DotGraph.Write(answer.Report, writer))),
        new("callgraph", [".callgraph.svg", ".calls.svg"], static (answer, to) => AsText(to, writer => CallGraphSvg.Write(answer.Report, writer))),
        new("svg", [".svg"], static (answer, to) => AsText(to, writer => FlameSvg.Write(answer.Report, writer))),
        new("html", [".html", ".htm"], static (answer, to) => AsText(to, writer => FlameHtml.Write(answer.Report, writer))),
    ];

    public static ProfileForm? OfName(string name) => All.FirstOrDefault(form => form.Name == name);

    public static ProfileForm? OfFile(string file) => All.FirstOrDefault(form => form.Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)));

    static void AsText(Stream to, Action<TextWriter> write)
    {
        using StreamWriter writer = new(to, leaveOpen: true) { NewLine = "\n" };
        write(writer);
    }
}
