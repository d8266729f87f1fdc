using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>
/// Whether all pieces are of one process and one moment. A pid proves little (in a container a process has another one),
/// addresses prove more: no two processes have their stacks and libraries at the same places.
/// </summary>
static class SavedIdentity
{
    /// <summary>Fewer addresses may lie in a mapping by chance, or miss one that was unmapped since.</summary>
    const int FewestPoints = 8;
    const double Same = 0.8, Other = 0.2;

    // A program of C has three or four of them, and so has the head of a cut list.
    const int FewestLibraries = 4;
    static readonly TimeSpan LongTime = TimeSpan.FromMinutes(10), WidestZones = TimeSpan.FromHours(14);

    public static SavedTexts Of(Snapshot snapshot, IReadOnlyList<SavedPiece> pieces)
    {
        List<Disagreement> disagreements = [];
        SavedPiece? main = Main(snapshot, pieces);
        int? pid = snapshot.Status.Pid ?? main?.Pid;
        List<SavedPiece> judged = new(pieces.Count);
        foreach (SavedPiece piece in pieces)
        {
            bool? fits = ByAddress(snapshot, piece);
            Disagreement? other = ReferenceEquals(piece, main) || fits == true ? null
                : fits == false ? Elsewhere(snapshot, piece)
                : ByPid(snapshot, piece, pid, main) ?? ByLibraries(snapshot, pieces, piece);
            if (other is not null)
                disagreements.Add(other);
            judged.Add(piece with { IsApart = other is not null, IsSame = other is null && (fits == true || (piece.Pid is > 1 && piece.Pid == pid)) });
        }
        if (ByTime(judged) is { } apart)
            disagreements.Add(apart);
        return new SavedTexts(judged) { Disagreements = disagreements };
    }

    public static string Place(SavedPiece piece) => string.Create(CultureInfo.InvariantCulture, $"{piece.File}:{piece.FirstLine}");

    /// <summary>The piece that says most of where memory is decides whose case it is; else the first that names a process.</summary>
    static SavedPiece? Main(Snapshot snapshot, IReadOnlyList<SavedPiece> pieces) =>
        pieces.FirstOrDefault(piece => piece.Kind is "smaps" && piece.Pid is not null)
        ?? pieces.FirstOrDefault(piece => piece.Kind is "pmap" or "maps" && piece.Pid is not null)
        ?? pieces.FirstOrDefault(piece => piece is { Pid: not null, Content: not AllocationProfile } && (snapshot.Status.Pid is not { } pid || piece.Pid == pid))
        ?? pieces.FirstOrDefault(piece => piece.Pid is not null && (snapshot.Status.Pid is not { } pid || piece.Pid == pid));

    /// <summary>Null where neither tells.</summary>
    static bool? ByAddress(Snapshot snapshot, SavedPiece piece)
    {
        // A list of mappings that was cut or filtered misses what others name.
        if (!snapshot.Mappings.Any(mapping => mapping.Name == "[stack]") || !snapshot.Mappings.Any(mapping => mapping.Name.EndsWith("/libjvm.so", StringComparison.Ordinal)))
            return null;
        (int hit, int all) = (0, 0);
        foreach (Address point in SavedPoints.Of(piece.Content))
        {
            all++;
            hit += IsMapped(snapshot.Mappings, point) ? 1 : 0;
        }
        double share = (double)hit / Math.Max(all, 1);
        return all < FewestPoints ? null : share >= Same ? true : share <= Other ? false : null;
    }

    static bool IsMapped(IReadOnlyList<Mapping> mappings, Address at)
    {
        (int low, int high) = (0, mappings.Count - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (mappings[middle].Range.Contains(at))
                return true;
            if (mappings[middle].Range.Start > at)
                high = middle - 1;
            else
                low = middle + 1;
        }
        return false;
    }

    static Disagreement Elsewhere(Snapshot snapshot, SavedPiece piece) => new(DisagreementKind.Process, "addresses",
        $"{piece.Kind} at {Place(piece)} names stacks and libraries", "which are not among the mappings of " + snapshot.Target.Named);

    static Disagreement? ByPid(Snapshot snapshot, SavedPiece piece, int? pid, SavedPiece? main)
    {
        if (piece.Pid is not { } own || pid is not { } known || own == known || own == snapshot.Status.NamespacePid)
            return null;
        // The first process of a container: every tool inside calls it 1, every tool outside something else.
        return own == 1 || known == 1 ? null : new(DisagreementKind.Process, "pid",
            string.Create(CultureInfo.InvariantCulture, $"{piece.Kind} at {Place(piece)} is of pid {own}"),
            string.Create(CultureInfo.InvariantCulture, $"{(main is null ? "status" : main.Kind + " at " + Place(main))} of pid {known}"));
    }

    /// <summary>A profile without addresses that are held against anything: of another program where it lacks the JVM, or names libraries that are not mapped.</summary>
    static Disagreement? ByLibraries(Snapshot snapshot, IReadOnlyList<SavedPiece> pieces, SavedPiece piece)
    {
        if (piece.Content is not AllocationProfile profile)
            return null;
        string[] mapped = [.. profile.Mappings.Select(mapping => mapping.Name).Where(name => name.StartsWith('/')).Distinct(StringComparer.Ordinal)];
        if (mapped.Length >= FewestLibraries && pieces.Any(IsOfJvm) && !Array.Exists(mapped, name => name.EndsWith("/libjvm.so", StringComparison.Ordinal)))
            return new(DisagreementKind.Process, "libraries", $"{piece.Kind} at {Place(piece)} is of a process without a JVM", "the other files are of one with it");
        if (!snapshot.Mappings.Any(mapping => mapping.Name.EndsWith("/libjvm.so", StringComparison.Ordinal)))
            return null;
        HashSet<string> named = [.. snapshot.Mappings.Select(mapping => Path.GetFileName(mapping.Name))];
        string[] called = [.. profile.Frames.Texts.Where(text => text.Contains(".so", StringComparison.Ordinal) && text.StartsWith('/')).Select(Path.GetFileName).OfType<string>().Distinct(StringComparer.Ordinal)];
        return called.Length < FewestLibraries || called.Count(named.Contains) > called.Length * Other ? null
            : new(DisagreementKind.Process, "libraries", $"{piece.Kind} at {Place(piece)} names libraries such as {called[0]}", "which are not among the mappings of " + snapshot.Target.Named);
    }

    static bool IsOfJvm(SavedPiece piece) => piece.Content is NmtReport or VmInfo or ThreadDump or ClassHistogram or HeapDump or FlightRecording;

    /// <summary>Times of the world's clock and times of nobody knows which zone are held against each other only where they are farther apart than zones are.</summary>
    static Disagreement? ByTime(IReadOnlyList<SavedPiece> pieces)
    {
        SavedPiece[] said = [.. pieces.Where(piece => piece is { SaidAt: not null, IsApart: false }).OrderBy(piece => piece.SaidAt)];
        return Between([.. said.Where(piece => !IsOfWorld(piece))], LongTime) ?? Between([.. said.Where(IsOfWorld)], LongTime) ?? Between(said, WidestZones);
    }

    static bool IsOfWorld(SavedPiece piece) => piece.SaidAt is { Kind: DateTimeKind.Utc };

    static Disagreement? Between(SavedPiece[] pieces, TimeSpan least) => pieces is not [var first, .., var last] || last.SaidAt - first.SaidAt < least ? null
        : new(DisagreementKind.Time, SizeText.Of(last.SaidAt!.Value - first.SaidAt!.Value), Said(first), Said(last));

    static string Said(SavedPiece piece) =>
        string.Create(CultureInfo.InvariantCulture, $"{piece.Kind} at {Place(piece)} is of {piece.SaidAt:yyyy-MM-dd HH:mm:ss}");
}
