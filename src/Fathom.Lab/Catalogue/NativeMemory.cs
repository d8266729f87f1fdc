using Fathom.Evidence;

namespace Fathom.Lab.Catalogue;

/// <summary>Faults of a library of our own (lab/native/leaks.c).</summary>
static class NativeMemory
{
    public static Scenario Blocks { get; } = new()
    {
        Id = "jni-malloc",
        Title = "a native library that does not free its blocks",
        Cause = "Neither the heap nor the JVM's own count knows of malloc in a library.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m"],
        Needs = [Needs.NativeLibrary],
        Count = 250007,
        SmallCount = 60013,
        Variants =
        [
            new("lost", true, "nobody refers to a block",
                new Effect(Effect.Rss, 1_008, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH020")],
            },
            new("kept", true, "the library keeps all in a list",
                new Effect(Effect.Rss, 1_008, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH020")],
            },
            new("fixed", false, "each block is freed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Mappings { get; } = new()
    {
        Id = "jni-mmap",
        Title = "a native library that maps memory and keeps it",
        Cause = "Memory from mmap is in no allocator; only the mappings show it.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=mmap", "-Dsize=3145728"],
        Needs = [Needs.NativeLibrary],
        Count = 101,
        SmallCount = 23,
        Variants =
        [
            new("leak", true, "no mapping is given back",
                new Effect(Effect.Rss, 3_145_728, 0.02, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH021")],
            },
            new("fixed", false, "each is unmapped",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Lazy { get; } = new()
    {
        Id = "lazy-free",
        Title = "memory given back lazily",
        Cause = "After MADV_FREE the pages still count as resident until the kernel needs them.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=lazy", "-Dsize=3145728"],
        Needs = [Needs.NativeLibrary],
        Count = 101,
        SmallCount = 23,
        Variants =
        [
            new("lazy", false, "all may be taken at any time",
                new Effect(Effect.Rss, 3_145_728, 0.02, Bytes.FromMiB(12)))
            {
                // Only smaps tells.
                Asked = ["--pss"],
                Verdicts = [new("B", "FTH065")],
            },
            new("fixed", false, "all is unmapped",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario References { get; } = new()
    {
        Id = "jni-references",
        Title = "JNI references that are never deleted",
        Cause = "A global reference takes native memory and keeps its object; a weak one takes the memory.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=references"],
        Needs = [Needs.NativeLibrary],
        Count = 2003,
        SmallCount = 1511,
        Variants =
        [
            new("global", true, "global references",
                new Effect(Effect.Rss, 9_900, 0.2, Bytes.FromMiB(4)))
            {
                Verdicts = [new("B", "FTH022")],
            },
            new("weak", true, "weak global references",
                new Effect(Effect.Rss, 9_900, 0.2, Bytes.FromMiB(4)))
            {
                Verdicts = [new("B", "FTH022")],
            },
            new("fixed", false, "each is deleted",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(4))),
        ],
    };

    public static Scenario Copies { get; } = new()
    {
        Id = "jni-copies",
        Title = "JNI copies of strings and arrays that are never released",
        Cause = "GetStringUTFChars and Get…ArrayElements copy into malloc; Release… frees the copy.",
        MainClass = "NativeMemory",
        // Without native memory tracking nothing tells these copies from malloc of the library.
        JvmFlags = ["-Xmx256m", "-Dkind=copies", "-XX:NativeMemoryTracking=summary"],
        Needs = [Needs.NativeLibrary],
        Count = 200003,
        SmallCount = 60013,
        Variants =
        [
            new("strings", true, "texts of 991 characters",
                new Effect(Effect.Rss, 1_008, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH019")],
            },
            new("arrays", true, "arrays of 991 bytes",
                new Effect(Effect.Rss, 1_008, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH019")],
            },
            new("fixed", false, "each is released",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Buffers { get; } = new()
    {
        Id = "jni-buffers",
        Title = "direct buffers over memory of a library",
        Cause = "Such a buffer has no cleaner, and no count of the JVM has it: whoever took the memory must free it.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=buffers", "-Dsize=1048573"],
        Needs = [Needs.NativeLibrary],
        Count = 211,
        SmallCount = 61,
        Variants =
        [
            new("leak", true, "each buffer is kept",
                new Effect(Effect.Rss, 1_048_573, 0.05, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH023")],
            },
            new("fixed", false, "each block is freed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Streams { get; } = new()
    {
        Id = "streams-lost",
        Title = "zlib streams that a library forgot",
        Cause = "Nobody refers to them any more: no cleaner and no collection will end them.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=zlib"],
        Needs = [Needs.NativeLibrary, Needs.Library("libz.so.1", "zlib1g")],
        Count = 607,
        SmallCount = 211,
        Variants =
        [
            new("leak", true, "each stream is forgotten",
                new Effect(Effect.Rss, 268_000, 0.1, Bytes.FromMiB(12)))
            {
                Verdicts = [new("B", "FTH011")],
            },
            new("fixed", false, "each stream is ended",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(12))),
        ],
    };

    public static Scenario Zstd { get; } = new()
    {
        Id = "zstd-unclosed",
        Title = "zstd contexts that are never freed",
        Cause = "A compression context takes megabytes; its Java object is a number.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=zstd"],
        Needs = [Needs.NativeLibrary, Needs.Library("libzstd.so.1", "libzstd1")],
        Count = 61,
        SmallCount = 37,
        Variants =
        [
            new("leak", true, "each context is kept",
                new Effect(Effect.Rss, 860_000, 0.2, Bytes.FromMiB(8)))
            {
                Verdicts = [new("B", "FTH014")],
            },
            new("fixed", false, "each context is freed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(8))),
        ],
    };

    public static Scenario Sqlite { get; } = new()
    {
        Id = "sqlite-unclosed",
        Title = "sqlite databases in memory that are never closed",
        Cause = "Each connection has a page cache of its own.",
        MainClass = "NativeMemory",
        JvmFlags = ["-Xmx256m", "-Dkind=sqlite"],
        Needs = [Needs.NativeLibrary, Needs.Library("libsqlite3.so.0", "libsqlite3-0")],
        Count = 61,
        SmallCount = 11,
        Variants =
        [
            new("leak", true, "each connection stays open",
                new Effect(Effect.Rss, 2_900_000, 0.2, Bytes.FromMiB(8)))
            {
                Verdicts = [new("B", "FTH015")],
            },
            new("fixed", false, "each is closed",
                new Effect(Effect.Rss, 0, 0, Bytes.FromMiB(8))),
        ],
    };
}
