using Fathom.Accounting.Census;
using Fathom.Evidence.Profiles;

namespace Fathom.Accounting.Profiles;

/// <summary>What one frame of a stack is, by its function and its library alone.</summary>
enum FrameRole : byte
{
    Other,

    /// <summary>Below it all is the allocator's.</summary>
    Allocator,

    /// <summary>Of a library that allocates for whoever calls it: the C library, C++'s.</summary>
    Runtime,
    Zlib,
    Zstd,
    Sqlite,
    Jvm,
    Unsafe,
    JniCopy,
    Jdk,

    /// <summary>Java, by name or as code that lies in no file.</summary>
    Java,
    Library,
}

static class NativeFrame
{
    /// <summary>Functions of the C library that ask malloc for their caller's sake, where a profile names no library.</summary>
    static readonly HashSet<string> RuntimeFunctions = new(StringComparer.Ordinal)
    {
        "strdup", "__strdup", "strndup", "__strndup", "asprintf", "vasprintf", "getline", "getdelim", "fopen", "fdopen", "opendir", "realpath", "start_thread", "clone", "clone3",
        "__GI___clone3", "__libc_start_main", "__libc_start_call_main", "_start", "_dl_init", "call_init", "dlopen", "_dl_open",
    };

    /// <summary>Libraries of a JDK where its folder is not known (JDK 8 to 25, Linux).</summary>
    static readonly HashSet<string> JdkLibraries = new(StringComparer.Ordinal)
    {
        "java", "libjava", "libjli", "libzip", "libjimage", "libnet", "libnio", "libextnet", "libverify", "libjsig", "libinstrument", "libmanagement", "libmanagement_ext", "libjdwp",
        "libdt_socket", "libattach", "libprefs", "libj2pkcs11", "libj2gss", "libjaas", "libsctp", "librmi", "libsaproc", "libsyslookup", "libawt", "libawt_headless", "libawt_xawt", "libfontmanager",
        "libfreetype", "libjavajpeg", "libjpeg", "liblcms", "libmlib_image", "libjawt", "libjsound", "libsplashscreen", "libunpack", "libhprof", "libnpt", "libj2pcsc", "libsunec", "libfdlibm",
    };

    public static FrameRole RoleOf(ProfileFrames frames, int frame)
    {
        (string name, string path) = (frames.NameOf(frame), frames.LibraryOf(frame));
        if (AllocatorFrames.IsOne(name, path))
            return FrameRole.Allocator;
        if (path.Length == 0)
            return OfName(name);
        string stem = LibraryName.Stem(path);
        if (LibraryName.IsCommon(path) || LibraryName.IsRuntime(path) || stem.StartsWith("ld-musl", StringComparison.Ordinal) || stem == "[vdso]")
            return FrameRole.Runtime;
        if (stem is "libz" || IsZlib(name))
            return FrameRole.Zlib;
        if (stem.StartsWith("libzstd", StringComparison.Ordinal) || IsZstd(name))
            return FrameRole.Zstd;
        if (stem.StartsWith("libsqlite", StringComparison.Ordinal) || stem is "sqlitejdbc" or "libsqlitejdbc" || IsSqlite(name))
            return FrameRole.Sqlite;
        if (LibraryName.IsJvm(path))
            return OfJvm(name);
        return JdkLibraries.Contains(stem) ? FrameRole.Jdk : FrameRole.Library;
    }

    static FrameRole OfName(string name)
    {
        if (name.Length == 0 || IsJava(name))
            return FrameRole.Java;
        if (RuntimeFunctions.Contains(name) || name.StartsWith("_dl_", StringComparison.Ordinal) || name.StartsWith("std::", StringComparison.Ordinal))
            return FrameRole.Runtime;
        if (IsZlib(name))
            return FrameRole.Zlib;
        if (IsZstd(name))
            return FrameRole.Zstd;
        if (IsSqlite(name))
            return FrameRole.Sqlite;
        FrameRole jvm = OfJvm(name);
        return jvm != FrameRole.Jvm ? jvm : name.StartsWith("os::malloc", StringComparison.Ordinal) || name.StartsWith("AllocateHeap", StringComparison.Ordinal) ? FrameRole.Jvm
            : name.StartsWith("Java_java_", StringComparison.Ordinal) || name.StartsWith("Java_sun_", StringComparison.Ordinal) || name.StartsWith("Java_jdk_", StringComparison.Ordinal) ? FrameRole.Jdk
            : FrameRole.Library;
    }

    /// <summary>Unsafe_AllocateMemory (8), Unsafe_AllocateMemory0 (prims/unsafe.cpp); jni_Get…Chars, jni_Get…Elements (prims/jni.cpp).</summary>
    static FrameRole OfJvm(string name) =>
        name.StartsWith("Unsafe_AllocateMemory", StringComparison.Ordinal) || name.StartsWith("Unsafe_ReallocateMemory", StringComparison.Ordinal) ? FrameRole.Unsafe
        : name.StartsWith("jni_Get", StringComparison.Ordinal) && (name.Contains("Chars", StringComparison.Ordinal) || name.Contains("Elements", StringComparison.Ordinal)) ? FrameRole.JniCopy
        : FrameRole.Jvm;

    // What a stream is made of is asked for in these (zlib 1.2.13, inflate.c and deflate.c).
    static bool IsZlib(string name) => name is "inflateInit_" or "inflateInit2_" or "inflate" or "updatewindow" or "inflateCopy" or "deflateInit_" or "deflateInit2_" or "deflateCopy" or "zcalloc";

    static bool IsZstd(string name) => name.StartsWith("ZSTD_", StringComparison.Ordinal) || name.StartsWith("ZSTDMT_", StringComparison.Ordinal);

    static bool IsSqlite(string name) => name.StartsWith("sqlite3", StringComparison.Ordinal);

    /// <summary>com.example.Orders.put, com/example/Orders.put_[j]: no function of C or C++ is called so.</summary>
    public static bool IsJava(string name)
    {
        int dot = name.IndexOfAny(['.', '/']);
        if (dot <= 0 || !(char.IsLetter(name[0]) || name[0] is '_' or '$') || name.IndexOfAny([' ', ':', '(', '@']) >= 0 || name.Contains(".so", StringComparison.Ordinal))
            return false;
        // Constructors are the only names with a bracket.
        return !IsClone(name, dot) && (!name.Contains('<', StringComparison.Ordinal) || name.Contains(".<init>", StringComparison.Ordinal) || name.Contains(".<clinit>", StringComparison.Ordinal));
    }

    /// <summary>What compilers make of a function: put.part.0, put.cold, put.constprop.1.</summary>
    static bool IsClone(string name, int dot)
    {
        ReadOnlySpan<char> rest = name.AsSpan(dot + 1);
        return name[dot] == '.' && (rest.StartsWith("part.") || rest.StartsWith("cold") || rest.StartsWith("constprop.") || rest.StartsWith("isra.") || rest.StartsWith("llvm.") || rest.StartsWith("lto_priv."));
    }
}
