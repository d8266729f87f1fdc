using Fathom.Evidence;

namespace Fathom.Accounting;

/// <summary>The account of a whole mapping, by what the kernel says of it alone; null where it says nothing.</summary>
sealed class MappingAccounts
{
    readonly HashSet<string> _images;
    readonly string? _jdkHome;
    readonly string _mainThread;

    public MappingAccounts(Snapshot snapshot)
    {
        _images = [.. snapshot.Images.Select(image => image.Name)];
        _jdkHome = JdkHome(snapshot.Target.Jvm?.Library);
        _mainThread = snapshot.Threads.FirstOrDefault(thread => thread.Tid == snapshot.Status.Pid)?.Name
            ?? (snapshot.Status.Name.Length > 0 ? snapshot.Status.Name : "main");
    }

    public string? Of(Mapping mapping) => mapping.IsFile ? OfFile(mapping) : OfName(mapping.Name);

    string? OfName(string name) => name switch
    {
        "" => null,
        "[heap]" => Accounts.MallocUnsplit,
        "[stack]" => Accounts.NativeStack(_mainThread),
        "[vdso]" or "[vvar]" or "[vvar_vclock]" or "[vsyscall]" => Accounts.Kernel(name.Trim('[', ']')),
        _ => OfDecoration(name),
    };

    // glibc 2.39 names its mappings under glibc.mem.decorate_maps=1 (include/set-vma-name callers). Names that a
    // program gave itself are shown by `map` but prove no owner.
    static string? OfDecoration(string name) => name switch
    {
        "[anon: glibc: malloc]" or "[anon: glibc: malloc arena]" => Accounts.MallocUnsplit,
        "[anon: glibc: loader malloc]" => Accounts.Library("ld.so"),
        _ => null,
    };

    string? OfFile(Mapping mapping)
    {
        string name = mapping.Name;
        if (SharedMemoryName(name) is { } shared)
            return Accounts.Shared(shared);
        if (!name.StartsWith('/'))
            return Accounts.Kernel(name.Replace("anon_inode:", "", StringComparison.Ordinal).Trim('[', ']'));
        // Without a file behind it: hugetlbfs pages that a program took with mmap, owner unknown.
        if (name is "/anon_hugepage")
            return null;
        if (IsLibrary(name))
            return Accounts.Library(name);
        // Shared anonymous memory is a file that the kernel names so and says to be deleted (shmem_zero_setup).
        if (name == "/dev/zero")
            return Accounts.Shared("anonymous");
        if (mapping.IsDeleted)
            return Accounts.Deleted;
        return OfData(name);
    }

    string OfData(string name)
    {
        if (name.EndsWith(".jsa", StringComparison.Ordinal))
            return Accounts.Cds;
        if (name.EndsWith(".jar", StringComparison.Ordinal) || name.EndsWith(".war", StringComparison.Ordinal))
            return Accounts.Jars;
        if (name.Contains("/hsperfdata_", StringComparison.Ordinal))
            return Accounts.Jdk;
        return _jdkHome is { } home && name.StartsWith(home, StringComparison.Ordinal)
            ? Accounts.Jdk
            : Accounts.MappedFile(name);
    }

    bool IsLibrary(string name) =>
        _images.Contains(name) || name.EndsWith(".so", StringComparison.Ordinal)
        || Accounts.FileName(name).Contains(".so.", StringComparison.Ordinal);

    /// <summary>memfd, /dev/shm, System V and shared anonymous memory: files in name only.</summary>
    static string? SharedMemoryName(string name)
    {
        if (name.StartsWith("/memfd:", StringComparison.Ordinal))
            return "memfd:" + name["/memfd:".Length..];
        if (name.StartsWith("/dev/shm/", StringComparison.Ordinal))
            return name["/dev/shm/".Length..];
        return name.StartsWith("/SYSV", StringComparison.Ordinal) ? "SYSV" : null;
    }

    // …/lib/server/libjvm.so, and …/jre/lib/amd64/server/libjvm.so of JDK 8.
    static string? JdkHome(string? library)
    {
        int lib = library?.LastIndexOf("/lib/", StringComparison.Ordinal) ?? -1;
        return lib > 0 ? library![..(lib + 1)] : null;
    }
}
