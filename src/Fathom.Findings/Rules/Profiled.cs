using Fathom.Accounting;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// Memory in use of one kind, by an allocation profile among saved files. It names who asked; a total of what was ever
/// allocated names nobody, and is not asked for here. Whether it is a leak only its growth says.
/// </summary>
sealed record Profiled(ProfiledMemory Memory, IReadOnlyList<ProfiledUse> Uses)
{
    /// <summary>Null where there is no profile of memory in use, or of another day.</summary>
    public static ProfiledMemory? Of(Case seen) => Undivided.IsAll(seen) ? seen.Profiles.FirstOrDefault(profile => profile is { IsInUse: true, IsOfOtherDay: false }) : null;

    /// <summary>Null where that is too little to matter.</summary>
    public static Profiled? Of(Case seen, Func<ProfiledUse, bool> fits)
    {
        if (Of(seen) is not { } memory)
            return null;
        Profiled found = new(memory, [.. memory.Uses.Where(use => fits(use) && (use.InUse > Bytes.Zero || use.Before > Bytes.Zero))]);
        // What a sample may be off by is no evidence.
        return found.Uses.Count > 0 && seen.Matters(found.Within(seen)) && found.InUse > memory.Error ? found : null;
    }

    public Bytes InUse => Uses.Aggregate(Bytes.Zero, (sum, use) => sum + use.InUse);

    public long? Blocks => Uses.All(use => use.Blocks is not null) ? Uses.Sum(use => use.Blocks!.Value) : null;

    /// <summary>Null for one dump.</summary>
    public Bytes? Growth => Uses.All(use => use.Growth is not null) ? Uses.Aggregate(Bytes.Zero, (sum, use) => sum + use.Growth!.Value) : null;

    public bool Grew(Case seen) => Growth is { } growth && seen.Matters(growth) && growth > Memory.Error;

    /// <summary>Frames are names of the profile's own; that it is of this process is another matter.</summary>
    public Confidence Confidence => Memory.IsProved ? Confidence.Likely : Confidence.Possible;

    /// <summary>As much of it as can be in memory.</summary>
    public Bytes Within(Case seen) => Undivided.Within(seen, InUse);

    /// <summary>3,012 blocks of libz.so.1.</summary>
    public string Counted(string of) => Blocks is { } blocks ? $"{Jvm.Number(blocks)} {(blocks == 1 ? "block" : "blocks")} {of}" : "blocks " + of;

    public IEnumerable<string> Said(Case seen)
    {
        foreach (ProfiledUse use in Uses.Where(use => use.InUse.Value >= InUse.Value / 100).Take(3))
            yield return Sentence(use);
        if (Growth is { } growth)
            yield return $"{(growth < Bytes.Zero ? "" : "+")}{SizeText.Of(growth)} from the first of {Memory.Growth!.Totals.Count} dumps to the last";
        if (InUse > Within(seen))
            yield return $"of that at most {SizeText.Of(Within(seen))} can be in memory, by the sizes given: it is of another moment, or was not touched";
        if (!Memory.IsProved)
            yield return "nothing in the profile says of which process it is";
    }

    public Finding About(Case seen, string rule, Severity severity, string title) => new()
    {
        Rule = rule,
        Severity = severity,
        Confidence = Confidence,
        Title = title,
        Shares = Undivided.Shares(seen, Within(seen)),
        Evidence = [.. Said(seen)],
        Undecided = Growth is null ? "whether it grows: a second dump of the same profiler later, given with this one" : null,
    };

    string Sentence(ProfiledUse use)
    {
        string who = use.Library.Length > 0 ? use.Library : use.Function;
        string function = use.Library.Length > 0 && !use.Function.StartsWith(Accounts.FileName(use.Library), StringComparison.Ordinal) ? $" ({Jvm.Short(use.Function)})" : "";
        string asked = use.Asker is { } asker ? ", for " + Jvm.Short(asker) : use.Java is { } java && java != use.Function ? ", called by " + Jvm.Short(java) : "";
        string blocks = use.Blocks is { } count ? $" in {Jvm.Number(count)} blocks" : "";
        return $"{Memory.Last.Kind}: {SizeText.Of(use.InUse)}{blocks} in use by {Jvm.Short(who)}{function}{asked}";
    }
}
