using Fathom.Accounting.Profiles;

namespace Fathom.Findings.Rules;

/// <summary>The native library that has most in use by a profile, with what others allocate for its sake; or the function, where no library is named.</summary>
sealed record LibraryProfile(string Name, bool IsLibrary, Profiled Blocks)
{
    public static LibraryProfile? Of(Case seen)
    {
        if (Profiled.Of(seen) is not { } memory)
            return null;
        string? name = memory.Uses.Where(use => NameOf(use) is not null).GroupBy(use => NameOf(use)!, StringComparer.Ordinal)
            .MaxBy(uses => uses.Sum(use => use.InUse.Value))?.Key;
        return name is not null && Profiled.Of(seen, use => NameOf(use) == name) is { } found
            ? new LibraryProfile(name, found.Uses.All(use => use.Kind != NativeUse.Function), found) : null;
    }

    /// <summary>Null for what other rules are about: the JVM, the JDK's streams, JNI's copies, Unsafe.</summary>
    static string? NameOf(ProfiledUse use) => use.Kind switch
    {
        NativeUse.Library => use.Library,
        NativeUse.Jdk when use.Library != "libzip.so" => use.Library,
        NativeUse.ZlibStream => use.Asker,
        NativeUse.Function => use.Function,
        _ => null,
    };
}
