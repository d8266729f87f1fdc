using System.Globalization;
using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Profiles;
using Fathom.Accounting.Saved;
using Fathom.Evidence;

namespace Fathom.Findings.Rules;

/// <summary>
/// Memory of Unsafe.allocateMemory: what native memory tracking calls Other and no buffer or arena has, or blocks without an
/// owner whose addresses Java has as numbers.
/// </summary>
sealed class UnsafeMemory : CensusRule
{
    public override string Id => "FTH034";

    public override ConfirmingTest Test => ConfirmingTest.CollectionKeeps;

    public override bool TakesProfiles => true;

    public override Finding? Judge(Case seen)
    {
        if (Undivided.IsAll(seen))
            return Counted(seen) ?? ByProfile(seen);
        Rows tracked = new(seen.Rows(row => IsTracked(row) || IsTrackedOld(seen, row)));
        if (seen.Matters(tracked.Resident))
            return seen.Jvm?.Figures is { UsesArenas: true } && tracked.First is { Holder: null } ? null : Tracked(seen, tracked);
        Rows held = new(seen.Rows(IsHeld));
        if (seen.Matters(held.Resident))
            return Held(seen, held);
        Rows loose = new(seen.Rows(Unowned.Is));
        return seen.Matters(loose.Resident) && IsAllThatIsLeft(seen) ? Loose(seen, loose) : null;
    }

    /// <summary>
    /// What native memory tracking counts as Other beside direct buffers, by java.nio's count of those, or where a class histogram
    /// has none. Netty and java.lang.foreign take such memory for others.
    /// </summary>
    Finding? Counted(Case seen)
    {
        if (UnsafeBlocks.Of(seen) is not { } blocks || ObjectCounts.Of(seen.Snapshot.Saved) is not { } counts
            || counts.Any("netty.buffer.") || counts.Any("jdk.internal.foreign."))
            return null;
        long buffers = counts.Of("java.nio.DirectByteBuffer$Deallocator");
        Bytes? theirs = seen.Jvm?.DirectBuffers?.Capacity ?? (buffers == 0 ? Bytes.Zero : null);
        Bytes held = Undivided.Within(seen, new Bytes(Math.Max(0, (blocks.Size - (theirs ?? Bytes.Zero)).Value)));
        if (!seen.Matters(held) || buffers * 2 > (blocks.Count ?? 0))
            return null;
        return new Finding
        {
            Rule = Id,
            Severity = theirs is null ? Severity.Info : Fault(seen, held),
            Confidence = theirs is null ? Confidence.Possible : Confidence.Likely,
            Title = $"blocks of Unsafe.allocateMemory{(theirs is null ? " and of direct buffers" : "")} hold up to {SizeText.Of(held)}",
            Shares = theirs is null ? [] : Undivided.Shares(seen, held),
            Evidence =
            [
                $"{blocks.Said}; a class histogram has {Jvm.Number(buffers)} direct buffers that own memory",
                .. DirectMemory.Counted(seen), .. NativeLibraries.Said(NativeLibraries.Of(seen)),
            ],
            Undecided = theirs is null ? CountedBuffers.HowLarge : null,
            Return = "all of it once they are freed",
        };
    }

    /// <summary>Its stacks name the function, and no class histogram says how many buffers there are.</summary>
    Finding? ByProfile(Case seen)
    {
        if (Profiled.Of(seen, use => use.Kind == NativeUse.Unsafe) is not { } found || ObjectCounts.Of(seen.Snapshot.Saved) is not null)
            return null;
        Bytes? buffers = seen.Jvm?.DirectBuffers?.Capacity;
        // What is tracked is counted block by block; a profile may have drawn too many of few large ones.
        if (UnsafeBlocks.Of(seen) is { } tracked && !seen.Matters(tracked.Size))
            return null;
        // java.nio's own count and the profile's agree: buffers are judged by others.
        if (buffers is { } theirs && !seen.Matters(new Bytes(Math.Max(0, (found.InUse - theirs).Value))))
            return null;
        return found.About(seen, Id, found.Grew(seen) ? Fault(seen, found.Within(seen)) : Severity.Info, $"{found.Counted("of Unsafe.allocateMemory")}{(buffers is null ? ", direct buffers among them," : "")} hold {SizeText.Of(found.InUse)}") with
        {
            Confidence = buffers is null ? Confidence.Possible : found.Confidence,
            Evidence = [.. found.Said(seen), .. seen.Jvm?.Nmt is not null && UnsafeBlocks.Of(seen) is { } counted ? [counted.Said] : Array.Empty<string>(), .. DirectMemory.Counted(seen)],
            Undecided = buffers is null ? CountedBuffers.HowLarge : null,
            Return = "all of it once they are freed",
        };
    }

    Finding Tracked(Case seen, Rows rows) => About(seen, rows, Title(rows, "of Unsafe.allocateMemory")) with
    {
        Confidence = Confidence.Likely,
        Evidence = [.. rows.Said(), $"native memory tracking calls them {rows.First?.NmtTag}; no buffer is in front of them", .. DirectMemory.Counted(seen), .. NettyRows.Counted(seen)],
        Return = $"live -{SizeText.Of(rows.Resident)} once they are freed",
    };

    Finding Held(Case seen, Rows rows)
    {
        IReadOnlyList<string> libraries = NativeLibraries.Of(seen);
        return About(seen, rows, Title(rows, "whose addresses Java has as numbers (Unsafe.allocateMemory)")) with
        {
            Confidence = libraries.Count == 0 ? Confidence.Likely : Confidence.Possible,
            Evidence = [.. rows.Said(), .. DirectMemory.Counted(seen), .. NativeLibraries.Said(libraries)],
            Undecided = libraries.Count == 0 ? null : "whether Unsafe or a native library made them: -XX:NativeMemoryTracking=summary counts the former as Other",
            Return = $"live -{SizeText.Of(rows.Resident)} once they are freed",
        };
    }

    Finding Loose(Case seen, Rows rows) => About(seen, rows, Title(rows, "that nobody is known to have: Unsafe.allocateMemory, by elimination,")) with
    {
        Confidence = Confidence.Possible,
        Evidence = [.. rows.Said(), "sun.misc.Unsafe is in use; no native library beside the JDK's is loaded", .. DirectMemory.Counted(seen)],
        Undecided = "-XX:NativeMemoryTracking=summary counts such memory as Other",
    };

    static string Title(Rows rows, string kind) => string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} blocks {kind}{Holders.By(rows)} hold {SizeText.Of(rows.Resident)}");

    static bool IsTracked(CensusRow row) => row is { NmtTag: "Other", Structure: "Other" } && !NettyRows.Is(row) && !ForeignMemory.Is(row);

    /// <summary>JDK 8 has it under Internal, as the copies that JNI makes.</summary>
    static bool IsTrackedOld(Case seen, CensusRow row) => row is { NmtTag: "Internal", Structure: "Internal" } && Jvm.Feature(seen) is 8
        && (row is { Holder: not null, Reachable: Reachable.Java } || (row.Holder is null && NativeLibraries.Of(seen).Count == 0))
        && !NettyRows.Is(row) && !JnaMemory.Is(row);

    static bool IsHeld(CensusRow row) =>
        row is { Owner: null, Holder: not null, Reachable: Reachable.Java } && !NettyRows.Is(row) && !ForeignMemory.Is(row) && !JnaMemory.Is(row);

    static bool IsAllThatIsLeft(Case seen) =>
        seen.Jvm?.Figures is { UsesUnsafe: true, UsesArenas: false, UsesDowncalls: not true } && Rules.Held.IsKnown(seen) && NativeLibraries.Of(seen).Count == 0;
}
