using Fathom.Accounting;

namespace Fathom.Findings.Rules;

/// <summary>Libraries that are neither the JDK's nor the C runtime's: who maps or allocates beside the JVM is one of them.</summary>
static class NativeLibraries
{
    /// <summary>What a JVM has without anybody's doing.</summary>
    static readonly string[] Usual =
    [
        "ld-", "ld.so", "libc.", "libc-", "libm.", "libm-", "libdl", "libpthread", "librt", "libgcc_s", "libstdc++", "libz.", "libnss", "libresolv",
        "libcap", "libgcrypt", "libpcsclite", "libsystemd", "[vdso]", "linux-vdso",
    ];

    public static IReadOnlyList<string> Of(Case seen)
    {
        string home = Home(seen.Snapshot.Target.Jvm?.Library ?? "");
        return
        [
            .. seen.Snapshot.Images.Select(image => image.Name).Where(name => name.Contains(".so", StringComparison.Ordinal) && !IsUsual(name, home))
                .Select(Accounts.FileName).Distinct(StringComparer.Ordinal),
        ];
    }

    public static IEnumerable<string> Said(IReadOnlyList<string> libraries) =>
        libraries.Count > 0 ? ["native libraries beside the JDK's: " + Named(libraries)] : [];

    static string Named(IReadOnlyList<string> libraries) =>
        libraries.Count <= 4 ? string.Join(", ", libraries) : string.Join(", ", libraries.Take(3)) + $" and {libraries.Count - 3} more";

    static bool IsUsual(string name, string home) =>
        (home.Length > 0 && name.StartsWith(home, StringComparison.Ordinal)) || Usual.Any(usual => Accounts.FileName(name).StartsWith(usual, StringComparison.Ordinal));

    /// <summary>…/lib/server/libjvm.so; JDK 8: …/lib/amd64/server/libjvm.so.</summary>
    static string Home(string library)
    {
        int server = library.LastIndexOf('/');
        server = server > 0 ? library.LastIndexOf('/', server - 1) : -1;
        return server > 0 ? library[..(server + 1)] : "";
    }
}
