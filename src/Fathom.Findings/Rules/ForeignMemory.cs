using Fathom.Accounting.Census;

namespace Fathom.Findings.Rules;

/// <summary>Blocks of java.lang.foreign.</summary>
static class ForeignMemory
{
    const string Package = "jdk.internal.foreign.";

    public static bool Is(CensusRow row) => row.Holder?.StartsWith(Package, StringComparison.Ordinal) == true && row.Structure != "direct buffer";

    /// <summary>… and others of the same kind, whose Java objects are gone.</summary>
    public static Rows WithLike(Case seen)
    {
        HashSet<string> structures = [.. seen.Rows(Is).Select(each => each.Row.Structure)];
        return new Rows(seen.Rows(row => Is(row) || Unowned.IsLike(row, structures)));
    }

    /// <summary>Automatic arenas count as direct buffers do, and are freed by a collection as those are.</summary>
    public static bool IsAutomatic(Case seen)
    {
        if (seen.Jvm?.DirectBuffers is not { } counted)
            return false;
        long buffers = new Rows(seen.Rows(DirectMemory.IsBuffer)).Bytes.Value, segments = new Rows(seen.Rows(Is)).Bytes.Value;
        return segments > 0 && counted.Reserved.Value - buffers > segments / 2;
    }
}
