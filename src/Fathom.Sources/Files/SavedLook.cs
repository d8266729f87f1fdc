using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Files;

/// <summary>
/// Files that somebody saved or pasted, in place of the process: texts of any tool, folders, archives. They are taken for
/// one case; where they are not of one process or one moment, that is told, and what is of another process is left aside.
/// </summary>
public static class SavedLook
{
    public static Result<Snapshot> At(IReadOnlyList<string> paths, Func<Stream> input, LookOptions options)
    {
        SavedCase found = SavedCase.Of(paths, input, options.KeepGiven is not null);
        DateTimeOffset takenAt = found.WrittenAt ?? DateTimeOffset.UtcNow;
        Result<Snapshot> joined = Joined(found, paths, takenAt, options);
        // A folder of the kernel's files alone makes a snapshot that says all of them.
        if (joined.Or(null)?.Saved is not null)
            options.KeepGiven?.Invoke(new GivenFiles(found.Files.Place, paths, takenAt, found.Folder) { Entries = found.Notes });
        return joined;
    }

    /// <summary>The same files out of a bundle.</summary>
    public static Result<Snapshot> Again(GivenFiles given, LookOptions options) =>
        Joined(SavedCase.Again(given), given.Paths, given.TakenAt, options);

    /// <summary>Heap dumps, recordings and profiles beside a look that was stored: what else there is of the same process.</summary>
    internal static Result<Snapshot> Beside(string bundle, Snapshot seen, IReadOnlyList<string> paths, Func<Stream> input)
    {
        SavedCase found = SavedCase.Of(paths, input, takesNotes: false);
        if (found.Folder is not null || !found.Pieces.All(piece => piece.Content is HeapDump or FlightRecording or AllocationProfile))
            return Gaps.BundleNotAlone.At(found.Files.Place, null, bundle);
        SavedTexts before = seen.Saved ?? new SavedTexts([]);
        return seen with
        {
            Saved = before with { Pieces = [.. before.Pieces, .. found.Pieces] },
            Target = seen.Target with { Files = [.. seen.Target.Files, .. paths] },
            Gaps = [.. seen.Gaps, .. found.Gaps],
        };
    }

    static Result<Snapshot> Joined(SavedCase found, IReadOnlyList<string> paths, DateTimeOffset takenAt, LookOptions options)
    {
        string place = found.Files.Place;
        Snapshot snapshot = FolderLook.Of(found.Files, takenAt, options);
        if (found.Pieces.Count == 0 && found.Gaps.Count == 0 && snapshot.Mappings.Count == 0 && !snapshot.Status.HasMemory)
            return Gaps.FileNotUnderstood.At(place, null, place);
        snapshot = snapshot with { Target = snapshot.Target with { Files = paths } };
        // A folder of the kernel's files says of each by its name what it is.
        if (found.Pieces.Count > 0)
            snapshot = SavedJoin.Of(snapshot, found.Pieces);
        bool lacksStatus = found.Pieces.Count > 0 && (snapshot.Status.HasMemory || !snapshot.HasSizes);
        return snapshot with
        {
            Gaps = [.. snapshot.Gaps.Where(gap => !(lacksStatus && IsOfStatus(gap))).Select(found.Files.Placed).Concat(found.Gaps).Distinct()],
        };
    }

    /// <summary>What it says was said elsewhere, or is not what is missing most.</summary>
    static bool IsOfStatus(Gap gap) => gap.Id == Gaps.ProcFileAbsent.Id && gap.Where.EndsWith("/status", StringComparison.Ordinal);
}
