using Fathom.Evidence;
using Fathom.Evidence.Container;
using Fathom.Sources.Pages;

namespace Fathom.Sources.Bundle;

/// <summary>
/// The look that a verb asks for, out of one that asked for more: what it did not ask for goes, with its gaps, so that
/// its answer is the one it would have given beside the process.
/// </summary>
static class Projection
{
    /// <summary>What was not looked for then, in words, and how to look for it.</summary>
    static readonly (LookParts Part, string What, string How)[] Missing =
    [
        (LookParts.Shares, "what smaps counts", "with --pss"),
        (LookParts.Malloc, "what malloc holds", "it is in every capture of a process or core"),
        (LookParts.Census, "a census of live blocks", "it is in every capture of a process or core"),
        (LookParts.Reach, "what nothing refers to", "with --lost"),
        (LookParts.Figures, "the JVM's figures", "it is in every capture of a process or core"),
        (LookParts.Answers, "answers of the JVM", "with --deep"),
        (LookParts.Peek, "what stands in this memory", "with --heap-content, which keeps texts for peek --all and peek --group"),
    ];

    public static Result<Snapshot> Of(Snapshot stored, BundleAbout about, LookOptions options, BundleFile bundle)
    {
        // What the JVM said has its place in every figure: it cannot be taken out again.
        LookParts asked = options.Asked | (about.Looked & LookParts.Answers);
        List<Gap> gaps = [.. stored.Gaps.Where(gap => gap.Parts == LookParts.None || (gap.Parts & asked) != 0)];
        foreach ((LookParts part, string what, string how) in Missing)
        {
            if (part == LookParts.Peek && options.Peek is { } peek && BundleContents.Never(bundle, peek) is { } never)
                gaps.Add(never);
            else if ((asked & part & ~about.Looked) != 0)
                gaps.Add(Gaps.BundleHasNot.At(bundle.Path, null, what, how));
        }
        Snapshot seen = WithShares(stored, about, options, gaps);
        seen = seen with
        {
            Target = seen.Target with { Command = Command(seen, about, options, bundle, gaps) },
            MallocState = (asked & LookParts.Malloc) != 0 ? seen.MallocState : null,
            Census = (asked & LookParts.Census) != 0 ? seen.Census : null,
            Contents = null,
            JvmState = Jvm(seen.JvmState, asked),
            OpenFiles = (asked & LookParts.OpenFiles) != 0 ? seen.OpenFiles : null,
            Container = (asked & LookParts.Container) != 0 ? Shared(seen.Container, options) : null,
        };
        if (options.Census is { } census)
            seen = Counted(seen, census, options.Peek is not null, bundle, gaps);
        return seen with { Gaps = [.. gaps] };
    }

    static JvmState? Jvm(JvmState? state, LookParts asked)
    {
        if (state is null)
            return null;
        if ((asked & LookParts.Figures) == 0)
            state = state with { Figures = null, Counters = null };
        // Withheld tells of the blocks where there is a report.
        return (asked & LookParts.NmtBlocks) == 0 && state.Nmt is { } nmt
            ? state with { Nmt = nmt with { Blocks = null, Withheld = nmt.Report is null ? nmt.Withheld : null } }
            : state;
    }

    static Snapshot Counted(Snapshot seen, Census.CensusOptions census, bool ofPeek, BundleFile bundle, List<Gap> gaps)
    {
        if (census.Exact && seen.Census is { Scan.IsSampled: true })
            gaps.Add(Gaps.BundleHasNot.At(bundle.Path, null, "a census of every block: this one is of a sample", "with --exact"));
        if (census.Chunks && !ofPeek)
            gaps.Add(Gaps.BundleNever.At(bundle.Path, null, "each block by itself", "ask the process or a core of it (gcore PID): fathom census core.PID --chunks FILE"));
        return census.Lost || seen.Census is null ? seen : seen with { Census = seen.Census with { Reach = null } };
    }

    /// <summary>A process's smaps is read unasked only where nobody is held up by it (LiveLook).</summary>
    static Snapshot WithShares(Snapshot stored, BundleAbout about, LookOptions options, List<Gap> gaps)
    {
        if (options.Smaps || (about.Looked & LookParts.Shares) == 0 || stored.Target.Pid is not { } pid || stored.Pages is null)
            return stored;
        if (SharedViews.Exist(stored.Mappings))
        {
            if (SharedViews.AreCheapToShare(stored.Mappings, stored.Pages))
                return stored;
            gaps.Add(Gaps.SharesNotRead.At(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid}/smaps")));
        }
        return stored with { Usage = null };
    }

    static ContainerMemory? Shared(ContainerMemory? container, LookOptions options) =>
        container is null || options.Smaps ? container
            : container with { Processes = [.. container.Processes.Select(process => process with { AnonymousShare = null })] };

    static CommandLine Command(Snapshot stored, BundleAbout about, LookOptions options, BundleFile bundle, List<Gap> gaps)
    {
        if (options.Raw && !about.IsRaw)
            gaps.Add(Gaps.BundleHasNot.At(bundle.Path, null, "the secrets of its command line", "with --raw"));
        return options.Raw ? stored.Target.Command : BundleLook.Masked(bundle, stored).Target.Command;
    }
}
