using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Jdks;

/// <summary>Makes the lab's JNI library, which lies beside the classes.</summary>
static class NativeCompiler
{
    const string Source = "leaks.c";
    const string Library = "liblableaks.so";

    static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>With this JDK's headers; where the JVM is in a root, with any.</summary>
    public static bool CanWork(Jdk? jdk) =>
        Compiler() is not null && (jdk is null ? JdkFinder.All().Any(HasHeaders) : HasHeaders(jdk));

    /// <summary>Nothing where there is no compiler: what needs the library says so itself.</summary>
    public static Gap? Compile(Jdk jdk, string work, string classes)
    {
        if (Compiler() is not { } compiler || !HasHeaders(jdk))
            return null;
        string source = Path.Combine(work, Source);
        File.WriteAllText(source, Embedded.Text(Source));
        // glibc before 2.34 has dlopen in a library of its own.
        Result<Tool.Outcome> made = Tool.Run(Within, compiler, "-std=c11", "-O1", "-shared", "-fPIC",
            "-I" + Include(jdk), "-I" + Path.Combine(Include(jdk), "linux"), "-o", Path.Combine(classes, Library), source, "-ldl");
        if (made.Gap is { } notRun)
            return notRun;
        return made.Value.ExitCode == 0 ? null : Gaps.CompileFailed.At(compiler, null, made.Value.LastWords);
    }

    /// <summary>A library made later than the classes needs a folder of its own.</summary>
    public static string Key(Jdk jdk) =>
        Compiler() is not null && HasHeaders(jdk) ? ContentKey.Of(Embedded.Text(Source)) : "none";

    static string Include(Jdk jdk) => Path.Combine(jdk.Home, "include");

    static bool HasHeaders(Jdk jdk) => File.Exists(Path.Combine(Include(jdk), "jni.h"));

    static string? Compiler()
    {
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            foreach (string name in (string[])["cc", "gcc", "clang"])
                if (Path.IsPathRooted(folder) && File.Exists(Path.Combine(folder, name)))
                    return Path.Combine(folder, name);
        return null;
    }
}
