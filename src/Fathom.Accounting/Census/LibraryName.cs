namespace Fathom.Accounting.Census;

/// <summary>How a library is called.</summary>
static class LibraryName
{
    const string Suffix = ".so";

    // Their data and code stand in everybody's memory, and say nothing of whose it is.
    static readonly string[] CommonStems = ["libc", "libpthread", "libm", "libdl", "librt", "ld-linux", "ld", "linux-vdso", "ld-linux-x86-64"];

    // C++'s own classes are made by whoever uses them.
    static readonly string[] RuntimeStems = ["libstdc++", "libgcc_s", "libc++", "libc++abi"];

    /// <summary>libz.so.1 for /usr/lib/libz.so.1.2.13: of three numbers or more only the first is in a soname.</summary>
    public static string Short(string path)
    {
        string file = FileName(path);
        int so = file.IndexOf(Suffix + ".", StringComparison.Ordinal);
        if (so < 0)
            return file;
        string[] numbers = file[(so + Suffix.Length + 1)..].Split('.');
        return numbers.Length > 2 ? file[..(so + Suffix.Length + 1)] + numbers[0] : file;
    }

    /// <summary>libz for libz.so.1: the leaf of an account.</summary>
    public static string Stem(string path)
    {
        string file = FileName(path);
        int so = file.IndexOf(Suffix, StringComparison.Ordinal);
        string stem = so > 0 ? file[..so] : file;
        // libc-2.31.so, ld-2.31.so: before glibc 2.34 files had its version.
        int dash = stem.LastIndexOf('-');
        return dash > 0 && stem.IndexOf('.', dash) > 0 && char.IsAsciiDigit(stem[dash + 1]) ? stem[..dash] : stem;
    }

    public static bool IsCommon(string path) => Array.IndexOf(CommonStems, Stem(path)) >= 0;

    public static bool IsRuntime(string path) => Array.IndexOf(RuntimeStems, Stem(path)) >= 0;

    public static bool IsJvm(string path) => FileName(path) is "libjvm.so" || path.EndsWith(".jsa", StringComparison.Ordinal);

    static string FileName(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        const string deleted = " (deleted)";
        return name.EndsWith(deleted, StringComparison.Ordinal) ? name[..^deleted.Length] : name;
    }
}
