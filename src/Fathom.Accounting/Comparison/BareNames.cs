namespace Fathom.Accounting.Comparison;

/// <summary>
/// pmap leaves the folders of files away unless it is asked for them (-p), and without -X it calls all that has no file
/// "[ anon ]". Beside such a list, another one's names are cut to what it would have called them.
/// </summary>
static class BareNames
{
    public static bool Differ(IReadOnlyList<Measure> before, IReadOnlyList<Measure> after) => HasFolders(before) != HasFolders(after);

    public static IReadOnlyList<Measure> Of(IReadOnlyList<Measure> mappings) =>
        HasFolders(mappings) ? [.. mappings.Select(one => one with { Name = one.Name[(one.Name.LastIndexOf('/') + 1)..] })] : mappings;

    static bool HasFolders(IReadOnlyList<Measure> mappings) => mappings.Any(one => one.Name.Contains('/'));
}
