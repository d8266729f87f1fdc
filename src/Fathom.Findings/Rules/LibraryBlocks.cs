using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>Blocks of a native library: lost, held by Java objects, or kept by itself.</summary>
sealed class LibraryBlocks : CensusRule
{
    // A cache or a database has blocks of many kinds; what is leaked is one kind many times.
    const long Many = 1000;

    // What nobody is left for is blamed on native code only where it is much: pages of a database, a parser's tables are some.
    static readonly Bytes LeastOfNobody = new(16 << 20);
    const double LeastShareOfNobody = 0.1;

    public override string Id => "FTH020";

    public override ConfirmingTest Test => ConfirmingTest.Growth;

    public override bool TakesProfiles => true;

    public override Finding? Judge(Case seen)
    {
        if (Most(seen, row => IsTheirs(row) && row.Reachable == Reachable.Lost) is { } lost)
            return OfLost(seen, lost.Owner, lost.Rows);
        if (Most(seen, IsTheirs) is { } theirs)
            return Of(seen, theirs.Owner, theirs.Rows);
        if (Undivided.IsAll(seen) && LibraryProfile.Of(seen) is { } profiled)
            return OfProfile(seen, profiled);
        return seen.Jvm?.Figures is { UsesArenas: false, UsesDowncalls: true } ? OfDowncalls(seen) : OfNobody(seen);
    }

    /// <summary>By stacks: who asked, and not yet whether it is more than the library needs.</summary>
    Finding OfProfile(Case seen, LibraryProfile of)
    {
        string kind = of.IsLibrary ? $"of {of.Name}" : $"that {Jvm.Short(of.Name)} asked for";
        return of.Blocks.About(seen, Id, of.Blocks.Grew(seen) ? Fault(seen, of.Blocks.Within(seen)) : Severity.Info, $"{of.Blocks.Counted(kind)} hold {SizeText.Of(of.Blocks.InUse)}") with
        {
            Return = $"live -{SizeText.Of(of.Blocks.InUse)} once they are freed",
        };
    }

    /// <summary>Of the library that has most of them, where that matters.</summary>
    static (string Owner, Rows Rows)? Most(Case seen, Func<CensusRow, bool> chosen)
    {
        (string Owner, Rows Rows)[] owners = [.. seen.Rows(chosen).GroupBy(each => each.Row.Owner).Select(owner => (owner.Key!, new Rows(owner)))];
        return owners.Length > 0 && owners.MaxBy(each => each.Rows.Resident.Value) is var most && seen.Matters(most.Rows.Resident) ? most : null;
    }

    /// <summary>Segments without arenas are in front of what a native function returned.</summary>
    Finding? OfDowncalls(Case seen)
    {
        Rows rows = ForeignMemory.WithLike(seen);
        if (!seen.Matters(rows.Resident))
            return OfNobody(seen);
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks that a native function returned to java.lang.foreign hold {SizeText.Of(rows.Resident)}")) with
        {
            Confidence = Confidence.Likely,
            Evidence = [.. rows.Said(), "downcalls are in use, arenas are not"],
            Return = $"live -{SizeText.Of(rows.Resident)} once they are freed by the function that is for that",
        };
    }

    Finding Of(Case seen, string owner, Rows rows)
    {
        CensusRow first = rows.First!;
        string state = first.Referrer is { } by ? $" kept by {by} hold " : " hold ";
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks of {owner}{state}{SizeText.Of(rows.Resident)}")) with
        {
            Severity = first.Count >= Many ? Fault(seen, rows.Resident) : Severity.Info,
            Undecided = "whether it grows, or is what the library needs: fathom TARGET again later"
                + (first.Reachable == Reachable.Unknown ? "; fathom TARGET --lost tells whether it still refers to them" : ""),
            Return = $"live -{SizeText.Of(rows.Resident)} once the library frees them",
        };
    }

    Finding OfLost(Case seen, string owner, Rows rows) =>
        About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks of {owner} are lost: nothing refers to them, they hold {SizeText.Of(rows.Resident)}")) with
        {
            Return = "nothing but a restart frees them",
        };

    /// <summary>Nobody else is left: no part of the JVM, no Java object, no buffer.</summary>
    Finding? OfNobody(Case seen)
    {
        IReadOnlyList<string> libraries = NativeLibraries.Of(seen);
        bool hasCalls = seen.Jvm?.Figures is { UsesDowncalls: true };
        if ((libraries.Count == 0 && !hasCalls) || !Held.IsKnown(seen) || seen.Jvm?.Figures is not { UsesUnsafe: false, UsesArenas: false })
            return null;
        Rows rows = new(seen.Rows(row => Unowned.Is(row) && row.Count >= Many));
        if (rows.Resident < LeastOfNobody || rows.Resident.Value < seen.Resident.Value * LeastShareOfNobody)
            return null;
        return About(seen, rows, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks that neither the JVM nor a Java object has hold {SizeText.Of(rows.Resident)}: native code's")) with
        {
            Confidence = Confidence.Possible,
            Evidence = [.. rows.Said(), .. NativeLibraries.Said(libraries), .. hasCalls ? ["java.lang.foreign calls native functions"] : Array.Empty<string>()],
            Undecided = "malloc of such a library, or JNI's copies of strings and arrays (FTH019)? -XX:NativeMemoryTracking=summary counts the latter as Internal",
        };
    }

    static bool IsTheirs(CensusRow row) =>
        row.Owner is { } owner && owner != "libjvm.so" && !Streams.IsJavas(row) && !ZstdContexts.Is(row) && !JnaMemory.Is(row) && !NettyRows.Is(row)
        && !row.Structure.StartsWith("SQLite ", StringComparison.Ordinal);
}
