using Fathom.Evidence;
using Fathom.Sources;

namespace Fathom.Cli.Commands;

/// <summary>A look, with a line of progress where somebody waits for it at a terminal.</summary>
static class Looking
{
    public static Result<Snapshot> At(Session session, bool quiet, TargetPlace place, LookOptions options)
    {
        using ProgressLine? line = ProgressLine.For(session, quiet);
        return Look.At(place, line is null || options.Census is null ? options : options with { Census = options.Census with { HolderProgress = line } });
    }
}
