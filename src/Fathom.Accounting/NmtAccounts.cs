namespace Fathom.Accounting;

/// <summary>NMT's memory tags as accounts (HotSpot: nmt/memTag.hpp).</summary>
static class NmtAccounts
{
    const string Heap = "java/heap/";
    const string Metaspace = "java/metaspace/";
    const string Code = "java/code/";
    const string Gc = "java/gc/";
    const string Stacks = "stacks/";
    const string Files = "files/";
    const string ThreadStack = "java/other/thread-stack";

    /// <summary>Where memory of a tag is booked if nothing finer is known of it.</summary>
    /// <param name="hasMetaspace">False up to JDK 15, where all of metaspace has the tag Class.</param>
    public static string Of(string tag, bool hasMetaspace) => tag switch
    {
        "java-heap" => Heap + "other",
        "class" => Metaspace + (hasMetaspace ? "class" : "other"),
        "metaspace" => Metaspace + "nonclass",
        "code" => Code + "other",
        "gc" => Gc + "other",
        "gc-card-set" => Gc + "card set",
        "shared-class-space" => Accounts.Cds,
        "thread" or "thread-stack" => ThreadStack,
        _ => Accounts.Jvm(Evidence.JvmPart.Other, tag),
    };

    /// <summary>Whether an owner found otherwise only says more exactly what NMT says.</summary>
    public static bool Refines(string nmt, string account) =>
        account == nmt
        || (nmt.StartsWith(Heap, StringComparison.Ordinal) && (Is(account, Heap) || account == Accounts.Cds))
        || (nmt == Metaspace + "other" && Is(account, Metaspace))
        || (Is(nmt, Code) && Is(account, Code))
        || (Is(nmt, Gc) && Is(account, Gc))
        || (nmt == ThreadStack && Is(account, Stacks))
        // Files that the JVM maps under such tags: hsperfdata is Internal.
        || (Is(nmt, "java/other/") && Is(account, Files));

    static bool Is(string account, string branch) => account.StartsWith(branch, StringComparison.Ordinal);
}
