using System.Text;

namespace Fathom.Sources.Bundle;

/// <summary>
/// Stand-ins for names: the same name always has the same one, so that what belongs together stays together, and what
/// everybody knows (the JDK's classes and threads, the system's files) keeps its own. Numbered as they are met, or made by a key
/// that is in no bundle: nobody can find out by trying names. Letters only, for digits of a thread's name are what its kind has in common.
/// </summary>
/// <param name="key">Of stand-ins that are the same in all bundles made with it.</param>
sealed class Pseudonyms(NameKey? key = null)
{
    static readonly string[] KnownPackages =
    [
        "java.", "javax.", "jdk.", "sun.", "com.sun.", "jakarta.", "kotlin.", "kotlinx.", "scala.", "groovy.", "org.apache.", "org.springframework.",
        "org.eclipse.", "org.hibernate.", "org.jboss.", "org.slf4j.", "org.xerial.", "io.netty.", "io.grpc.", "io.micrometer.", "com.fasterxml.",
        "com.google.", "com.zaxxer.", "com.github.luben.", "net.bytebuddy.", "net.jpountz.", "reactor.", "ch.qos.logback.", "com.sun.jna.",
    ];

    static readonly string[] SystemFolders = ["/usr/", "/lib/", "/lib64/", "/dev/", "/proc/", "/sys/", "/SYSV", "/memfd:java_heap", "/anon_hugepage", "anon_inode:", "socket:["];

    /// <summary>Below those, but what programs and users put there.</summary>
    static readonly string[] OwnFolders = ["/usr/local/", "/dev/shm/"];

    /// <summary>Beginnings of names that say what a file is.</summary>
    static readonly string[] KnownBeginnings = ["hsperfdata_", "memfd:"];

    static readonly HashSet<string> Primitives = ["boolean", "byte", "char", "short", "int", "long", "float", "double"];

    /// <summary>Of paths: folders of every JDK and every system.</summary>
    static readonly HashSet<string> KnownFolders =
        ["", "lib", "lib64", "server", "client", "minimal", "jre", "jli", "bin", "amd64", "aarch64", "usr", "opt", "home", "var", "tmp", "srv", "app", "root", "mnt", "run"];

    /// <summary>Parts of the names of files whose owners are known: libraries that a fingerprint or a rule is about.</summary>
    static readonly string[] KnownFiles =
    [
        "libjvm.", "libjava.", "libzip.", "libnio.", "libnet.", "libjli.", "libverify.", "libjimage.", "libjsig.", "libawt", "libmanagement", "libextnet.",
        "libinstrument.", "libjdwp.", "libmlib", "libfontmanager.", "libjavajpeg.", "libfreetype.", "libsvml.", "libjsvml.", "libsimdsort.", "libsyslookup.",
        "libc.", "libc-", "libm.", "libdl.", "librt.", "libpthread", "libstdc++", "libgcc_s", "libz.", "ld-linux", "ld-musl", "libnss_", "libresolv",
        "zstd", "netty", "sqlite", "snappy", "lz4", "brotli", "rocksdb", "tcnative", "jnidispatch", "jffi", "libssl", "libcrypto", "jemalloc", "tcmalloc", "mimalloc",
    ];

    static readonly string[] KnownThreads =
    [
        "main", "java", "VM ", "GC Thread", "G1 ", "ParGC", "Parallel ", "ZWorker", "ZDriver", "ZDirector", "ZStat", "ZUncommit", "ZUnmapper", "ZHeap", "XWorker",
        "Shenandoah", "C1 Comp", "C2 Comp", "Sweeper", "Service Thread", "Monitor Defl", "Signal Disp", "Attach Listen", "Finalizer", "Reference Hand",
        "Common-Cleaner", "Notification", "Cleaner", "Concurrent Mark", "StringDedup", "process reaper", "ForkJoinPool", "DestroyJavaVM", "Thread-", "pool-",
    ];

    readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Class(string name) => IsKnown(name.Replace('/', '.').TrimStart('['), KnownPackages) ? name : Words(name);

    public string? ClassOrNull(string? name) => name is null ? null : Class(name);

    /// <summary>Digits stay: a pool's threads are told apart by them.</summary>
    public string Thread(string name) => IsKnown(name, KnownThreads) ? name : Words(name);

    /// <summary>Folder by folder, so that what lay together lies together; the endings say what a file is.</summary>
    public string File(string path)
    {
        if (path.Length == 0 || path[0] is '[' or '<' || (IsKnown(path, SystemFolders) && !IsKnown(path, OwnFolders)) || (!path.Contains('/') && IsKnownFile(path)))
            return path;
        string[] parts = path.Split('/');
        for (int i = 0; i < parts.Length; i++)
        {
            bool isFile = i == parts.Length - 1;
            if (!(isFile ? IsKnownFile(parts[i]) : IsKnownFolder(parts[i], i)))
                parts[i] = isFile ? FileName(parts[i]) : FolderName(parts[i]);
        }
        return string.Join('/', parts);
    }

    public string? FileOrNull(string? path) => path is null ? null : File(path);

    /// <summary>Sentences in which paths stand.</summary>
    public string Sentence(string text) => text.Contains('/')
        ? string.Join(' ', text.Split(' ').Select(word => word.Contains('/') && !word.StartsWith("/proc/", StringComparison.Ordinal) ? File(word) : word))
        : text;

    static bool IsKnownFolder(string name, int depth) => KnownFolders.Contains(name) || (depth <= 2 && name is "dev" or "shm" or "local");

    string FolderName(string name)
    {
        string? known = Array.Find(KnownBeginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));
        return known is null ? Of(name) : known + Of(name[known.Length..]);
    }

    string FileName(string name)
    {
        // A pid.
        if (name.All(char.IsAsciiDigit))
            return name;
        if (IsKnown(name, KnownBeginnings))
            return FolderName(name);
        int shared = name.IndexOf(".so", StringComparison.Ordinal), dot = shared > 0 ? shared : name.LastIndexOf('.');
        return dot > 0 && name.Length - dot <= 8 ? Of(name[..dot]) + name[dot..] : Of(name);
    }

    /// <summary>Every word of letters; what stands between them stays.</summary>
    string Words(string name)
    {
        StringBuilder words = new(name.Length);
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && (char.IsLetter(name[i]) || name[i] == '_'))
                continue;
            if (i > start)
                words.Append(Primitives.Contains(name[start..i]) ? name[start..i] : Of(name[start..i]));
            if (i < name.Length)
                words.Append(name[i]);
            start = i + 1;
        }
        return words.ToString();
    }

    string Of(string name)
    {
        if (name.Length == 0)
            return name;
        if (_names.TryGetValue(name, out string? known))
            return known;
        return _names[name] = "name_" + (key?.StandIn(name) ?? Number(_names.Count));
    }

    static string Number(int number)
    {
        string letters = "";
        for (; letters.Length < 2 || number > 0; number /= 26)
            letters = (char)('a' + number % 26) + letters;
        return letters;
    }

    static bool IsKnownFile(string name)
    {
        foreach (string part in KnownFiles)
        {
            if (name.Contains(part, StringComparison.Ordinal))
                return true;
        }
        return name is "modules" or "classes.jsa" or "classes_nocoops.jsa" or "rt.jar" or "jrt-fs.jar" or "java";
    }

    static bool IsKnown(string name, string[] beginnings)
    {
        foreach (string beginning in beginnings)
        {
            if (name.StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
