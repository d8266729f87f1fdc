using System.Globalization;
using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Anonymous memory that is no part of the JVM, no stack and not malloc's: native code took it from the kernel itself.</summary>
sealed class LibraryMappings : Rule
{
    const double Much = 0.1;

    public override string Id => "FTH021";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override Finding? Judge(Case seen)
    {
        Bytes bytes = seen.Ledger.Unexplained.Resident;
        if (!seen.Matters(bytes) || !IsAllElseKnown(seen))
            return null;
        IReadOnlyList<string> libraries = NativeLibraries.Of(seen);
        return new Finding
        {
            Rule = Id,
            Severity = bytes.Value >= seen.Resident.Value * Much ? Fault(seen, bytes) : Severity.Info,
            Confidence = libraries.Count > 0 ? Confidence.Likely : Confidence.Possible,
            Title = $"native code has mapped {SizeText.Of(bytes)} itself, past malloc and the JVM",
            Shares = [Share.OfAccount(Accounts.Unexplained, bytes)],
            Evidence = [.. Mappings(seen), .. libraries.Count > 0 ? NativeLibraries.Said(libraries) : ["no native library beside the JDK's is loaded"]],
            Undecided = "who maps it: strace -f -k -e trace=mmap -p PID (stops the process at each call)",
            Return = $"-{SizeText.Of(bytes)} once it is unmapped",
        };
    }

    /// <summary>Where it is not, anything may be unexplained: another allocator's memory, the JVM's own.</summary>
    static bool IsAllElseKnown(Case seen) => seen.Jvm is { Ranges.Count: > 0 } && seen.Snapshot.MallocState is { Arenas.Count: > 0, Others.Count: 0 };

    public override RuledOut? Clear(Case seen) =>
        IsAllElseKnown(seen) && !seen.Matters(seen.Ledger.Unexplained.Resident) ? new RuledOut("memory mapped by native code", SizeText.Of(seen.Ledger.Unexplained.Resident)) : null;

    /// <summary>Neighbours of one kind are one mapping to the kernel.</summary>
    static IEnumerable<string> Mappings(Case seen)
    {
        if (seen.Snapshot.Pages is null)
            yield break;
        (long count, Bytes largest) = (0, Bytes.Zero);
        foreach (MappingPostings each in Ledger.ByMapping(seen.Snapshot))
        {
            Bytes bytes = each.Postings.Where(posting => posting.Account == Accounts.Unexplained)
                .Aggregate(Bytes.Zero, (sum, posting) => sum + posting.Amounts.Resident);
            if (bytes.Value < Large)
                continue;
            count++;
            largest = bytes > largest ? bytes : largest;
        }
        if (count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{count:N0} anonymous mappings, the largest with {SizeText.Of(largest)} in memory");
    }

    const long Large = 1 << 20;
}
