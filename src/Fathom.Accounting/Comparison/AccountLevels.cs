namespace Fathom.Accounting.Comparison;

/// <summary>
/// Accounts of two ledgers at the same depth: one may have divided live blocks by their owners and the other not, or may not
/// have divided malloc's memory at all.
/// </summary>
static class AccountLevels
{
    const string Malloc = "malloc";

    public static (List<Measure> Before, List<Measure> After) Of(IReadOnlyList<Measure> before, IReadOnlyList<Measure> after)
    {
        HashSet<string> whole = [.. Undivided(before, after), .. Undivided(after, before)];
        if (before.Any(IsUnsplit) != after.Any(IsUnsplit))
            whole.Add(Malloc);
        return (Folded(before, whole), Folded(after, whole));
    }

    static bool IsUnsplit(Measure account) => account.Name == Accounts.MallocUnsplit && account.Bytes.Value > 0;

    /// <summary>Accounts of one side under which the other has several.</summary>
    static IEnumerable<string> Undivided(IReadOnlyList<Measure> one, IReadOnlyList<Measure> other)
    {
        HashSet<string> parents = [];
        foreach (Measure account in other)
        {
            for (int slash = account.Name.IndexOf('/'); slash > 0; slash = account.Name.IndexOf('/', slash + 1))
                parents.Add(account.Name[..slash]);
        }
        return one.Select(account => account.Name).Where(parents.Contains);
    }

    static List<Measure> Folded(IReadOnlyList<Measure> accounts, HashSet<string> whole)
    {
        if (whole.Count == 0)
            return [.. accounts];
        Dictionary<string, Measure> sums = new(StringComparer.Ordinal);
        foreach (Measure account in accounts)
        {
            string name = Level(account.Name, whole);
            sums[name] = new Measure(name, sums.GetValueOrDefault(name).Bytes + account.Bytes);
        }
        return [.. sums.Values];
    }

    static string Level(string account, HashSet<string> whole)
    {
        for (int slash = account.IndexOf('/'); slash > 0; slash = account.IndexOf('/', slash + 1))
        {
            if (whole.Contains(account[..slash]))
                return account[..slash];
        }
        return account;
    }
}
