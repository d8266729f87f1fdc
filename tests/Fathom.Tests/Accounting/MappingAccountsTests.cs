using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public class MappingAccountsTests
{
    [Theory]
    [InlineData("[heap]", "malloc/unsplit")]
    [InlineData("[stack]", "stacks/native/java")]
    [InlineData("[vdso]", "kernel/vdso")]
    [InlineData("[vvar]", "kernel/vvar")]
    [InlineData("[vvar_vclock]", "kernel/vvar_vclock")]
    [InlineData("[vsyscall]", "kernel/vsyscall")]
    [InlineData("[anon: glibc: malloc]", "malloc/unsplit")]
    [InlineData("[anon: glibc: malloc arena]", "malloc/unsplit")]
    [InlineData("[anon: glibc: loader malloc]", "files/libraries/ld.so")]
    [InlineData("[anon:glibc: malloc]", null)]
    [InlineData("[anon:pool of ours]", null)]
    [InlineData("", null)]
    [InlineData("/usr/lib/jvm/j17/lib/server/libjvm.so", "files/libraries/libjvm.so")]
    [InlineData("/lib/libc.so.6", "files/libraries/libc.so.6")]
    [InlineData("/usr/lib/jvm/j17/bin/java", "files/libraries/java")]
    [InlineData("/usr/lib/jvm/j17/lib/modules", "files/jdk")]
    [InlineData("/usr/lib/jvm/j17/lib/server/classes.jsa", "java/cds")]
    [InlineData("/tmp/app.jsa", "java/cds")]
    [InlineData("/srv/app.jar", "files/jars")]
    [InlineData("/srv/app.war", "files/jars")]
    [InlineData("/tmp/hsperfdata_root/17", "files/jdk")]
    [InlineData("/usr/lib/locale/C.utf8/LC_CTYPE", "files/mapped/LC_CTYPE")]
    [InlineData("/usr/lib/jvm/j17-other/lib/modules", "files/mapped/modules")]
    [InlineData("/data/index (deleted)", "files/deleted")]
    [InlineData("/lib/libupgraded.so (deleted)", "files/libraries/libupgraded.so")]
    [InlineData("/memfd:pool (deleted)", "shm/memfd:pool")]
    [InlineData("/memfd:evil/../libc.so (deleted)", "shm/memfd:evil|..|libc.so")]
    [InlineData("/dev/shm/a/b", "shm/a|b")]
    [InlineData("/SYSV0000162e (deleted)", "shm/SYSV")]
    [InlineData("/dev/zero (deleted)", "shm/anonymous")]
    [InlineData("/dev/zero", "shm/anonymous")]
    [InlineData("[anon_shmem:cache]", "shm/anonymous")]
    [InlineData("/anon_hugepage (deleted)", null)]
    [InlineData("anon_inode:[io_uring]", "kernel/io_uring")]
    [InlineData("anon_inode:kvm-vcpu:0", "kernel/kvm-vcpu:0")]
    [InlineData("/[aio] (deleted)", "kernel/aio")]
    [InlineData("socket:[48151]", "kernel/socket")]
    [InlineData("data/below a mount that is gone", "files/mapped/below a mount that is gone")]
    [InlineData("/dev/nvidia0", "files/mapped/nvidia0")]
    public void Every_kind_of_name_has_its_account(string name, string? account)
    {
        Assert.Equal(account, Account(name, "/usr/lib/jvm/j17/lib/server/libjvm.so"));
    }

    [Theory]
    [InlineData("/usr/lib/jvm/j8/jre/lib/amd64/server/libjvm.so", "/usr/lib/jvm/j8/jre/lib/rt.bin", "files/jdk")]
    [InlineData("/usr/lib/libjvm.so", "/usr/share/data", "files/mapped/data")]
    [InlineData("/opt/app/lib/libjvm.so", "/opt/app/index", "files/mapped/index")]
    [InlineData("/opt/app/lib/server/libjvm.so", "/opt/app/lib/modules", "files/jdk")]
    [InlineData(null, "/usr/lib/jvm/j17/lib/modules", "files/mapped/modules")]
    public void The_JDK_is_where_its_library_is_laid_out_as_in_one(string? library, string file, string account)
    {
        Assert.Equal(account, Account(file, library));
    }

    [Fact]
    public void A_leaf_is_one_word_that_a_terminal_can_show()
    {
        Assert.Equal("files/mapped/a?b", Account("/data/a\nb", null));
        Assert.Equal("files/mapped/" + new string('x', 60) + "…", Account("/data/" + new string('x', 61), null));
        Assert.Equal("files/mapped/" + new string('x', 60), Account("/data/" + new string('x', 60), null));
        Assert.Equal("files/mapped/?", Account("/data/", null));
    }

    [Theory]
    [InlineData("GC Thread#17", "GC Thread#*")]
    [InlineData("G1 Conc#0", "G1 Conc#*")]
    [InlineData("C2 CompilerThre", "C2 CompilerThre")]
    [InlineData("pool-12-thread-3", "pool-*-thread-*")]
    [InlineData("http-nio-8080-e", "http-nio-*-e")]
    [InlineData("17", "*")]
    [InlineData("", "")]
    [InlineData("X1Y", "X*Y")]
    [InlineData("worker1", "worker*")]
    public void Threads_of_one_kind_have_one_pattern(string name, string pattern)
    {
        Assert.Equal(pattern, ThreadPattern.Of(name));
    }

    static string? Account(string text, string? library)
    {
        bool deleted = text.EndsWith(" (deleted)", StringComparison.Ordinal);
        string name = deleted ? text[..^" (deleted)".Length] : text;
        bool file = name.Length > 0 && (name[0] != '[' || name.StartsWith("[anon_shmem", StringComparison.Ordinal));
        Snapshot snapshot = new()
        {
            TakenAt = default,
            Target = new Target { Jvm = library is null ? null : new JvmBuild(null, null, library) },
            Status = new ProcessStatus { Name = "java" },
            Images = [new LoadedImage("/usr/lib/jvm/j17/bin/java", Made.Range(0, 1), 0, [])],
            Cost = Cost.None,
        };
        return new MappingAccounts(snapshot).Of(new Mapping(Made.Range(0, 1), Access.Read, 0, default, file ? 7UL : 0, name, deleted));
    }
}
