namespace Fathom.Accounting.Census;

/// <summary>What somebody forgot, in words, by the key that a fingerprint has.</summary>
static class RemedyText
{
    public static string? Of(CensusRow row) => (row.Remedy, row.Reachable) switch
    {
        (null, Reachable.Lost) => "lost: nothing refers to them",
        (null, Reachable.Garbage) => "the Java objects that hold them are garbage",
        (null, _) => null,
        ("close-streams", Reachable.Garbage) => "dropped and never ended; a full collection ends them",
        ("close-streams", Reachable.Java) => "opened and never ended",
        // Its user may be about to.
        ("close-streams", _) => "opened and not ended so far",
        ("free-buffers", Reachable.Garbage) => "dropped; a collection frees them",
        ("free-buffers", _) => "allocated and not freed",
        ("delete-references", _) => "made and not deleted",
        ("unload-classes", _) => "loaded and not unloaded",
        _ => "opened and not closed",
    };
}
