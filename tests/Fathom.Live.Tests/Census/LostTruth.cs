namespace Fathom.Live.Tests.Census;

/// <summary>What a library lost, and what it keeps in ways that hide it.</summary>
static class LostTruth
{
    static readonly string[] Library = ["liblost.so"];
    static readonly string[] Plain = ["table", "list"];
    static readonly string[] Hidden = ["tagged", "xored", "offset"];
    static readonly string[] Running = ["--lost"];
    static readonly string[] Frozen = ["--lost", "--freeze=10s", "--yes"];

    internal static TruthProgram[] All { get; } =
    [
        // Blocks with a pointer into their library, and blocks of which nothing but who keeps them says whose they are.
        Program("owned", "", Library, other: 0, Running),
        Program("plain", "", [], other: 256 << 10, Running),
        Program("owned", "-frozen", Library, other: 0, Frozen),
        Program("plain", "-frozen", [], other: 256 << 10, Frozen),
    ];

    /// <param name="owners">Of what is lost.</param>
    /// <param name="other">Bytes that the JVM itself may have lost, in the same row.</param>
    static TruthProgram Program(string kind, string name, string[] owners, long other, string[] look)
    {
        // The head of a list may be in a register.
        string[] lost = look == Frozen ? ["lost", "lostlist"] : ["lost"], mayBeLost = look == Frozen ? [] : ["lostlist"];
        return new("lost-" + kind + name, ["com.example.Losing", kind],
            jvm => [.. lost.Concat(mayBeLost).Concat(Plain).Concat(Hidden).Select(name => Block.Of(jvm[name], jvm["count"]))], jvm =>
            [
                Sum(jvm, other, lost) with { Owners = owners, Chunks = Chunks(jvm, lost), Reach = ["lost"] },
                Sum(jvm, long.MaxValue / 2, mayBeLost) with { Chunks = Chunks(jvm, mayBeLost), Reach = ["lost", "unknown"], LeastCount = mayBeLost.Length },
                Sum(jvm, long.MaxValue / 2, Plain) with { Owners = Library, Chunks = Chunks(jvm, Plain), Reach = ["native"] },
                // A pointer that is not read is no loss.
                Sum(jvm, long.MaxValue / 2, Hidden) with { Owners = owners.Length > 0 ? owners : null, Chunks = Chunks(jvm, Hidden), Reach = ["native", "unknown"] },
                Expected.None with { Chunks = Chunks(jvm, [.. Plain, .. Hidden]), Reach = ["lost"] },
            ])
        {
            Look = look,
            Owners = Library,
        };
    }

    static long[] Chunks(TruthJvm jvm, string[] names) => [.. names.Select(name => Block.ChunkOf(jvm[name]))];

    /// <summary>By bytes: whether a list is one structure or many is not judged.</summary>
    static Expected Sum(TruthJvm jvm, long other, string[] names)
    {
        const long header = 32;
        long off = (jvm["count"] + 99) / 100;
        return Expected.OfBytes((jvm["count"] - off) * names.Sum(name => jvm[name]), ((jvm["count"] + off) * names.Sum(name => jvm[name] + header)) + other);
    }
}
