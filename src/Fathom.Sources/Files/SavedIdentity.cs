using System.Globalization;
using Fathom.Evidence;
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
    static readonly TimeSpan LongTime = TimeSpan.FromMinutes(10);

    public static SavedTexts Of(Snapshot snapshot, IReadOnlyList<SavedPiece> pieces)
    {
        List<Disagreement> disagreements = [];
        SavedPiece? main = Main(snapshot, pieces);
        int? pid = snapshot.Status.Pid ?? main?.Pid;
        List<SavedPiece> judged = new(pieces.Count);
        foreach (SavedPiece piece in pieces)
        {
            Disagreement? other = ReferenceEquals(piece, main) ? null
                : ByAddress(snapshot, piece) is { } fits ? fits ? null : Elsewhere(snapshot, piece)
                : ByPid(snapshot, piece, pid, main);
            if (other is not null)
                disagreements.Add(other);
            judged.Add(piece with { IsApart = other is not null });
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

    static Disagreement? ByTime(IReadOnlyList<SavedPiece> pieces)
    {
        SavedPiece? first = pieces.Where(piece => piece is { SaidAt: not null, IsApart: false }).MinBy(piece => piece.SaidAt);
        SavedPiece? last = pieces.Where(piece => piece is { SaidAt: not null, IsApart: false }).MaxBy(piece => piece.SaidAt);
        return first is null || last is null || last.SaidAt - first.SaidAt < LongTime ? null
            : new(DisagreementKind.Time, SizeText.Of(last.SaidAt!.Value - first.SaidAt!.Value), Said(first), Said(last));
    }

    static string Said(SavedPiece piece) =>
        string.Create(CultureInfo.InvariantCulture, $"{piece.Kind} at {Place(piece)} is of {piece.SaidAt:yyyy-MM-dd HH:mm:ss}");
}
