namespace Fathom.Live.Tests.Census;

/// <summary>What a library lost, and what it keeps in ways that hide it.</summary>
static class LostTruth
{
    static readonly string[] Library = ["liblost.so"];
    static readonly string[] Lost = ["lost"];
    static readonly string[] List = ["lostlist"];
    static readonly string[] Plain = ["table", "list"];
    static readonly string[] Hidden = ["tagged", "xored", "offset"];

    internal static TruthProgram[] All { get; } =
    [
        // Blocks with a pointer into their library, and blocks of which nothing but who keeps them says whose they are.
        Program("owned", Library, other: 0),
        Program("plain", [], other: 256 << 10),
    ];

    /// <param name="owners">Of what is lost.</param>
    /// <param name="other">Bytes that the JVM itself may have lost, in the same row.</param>
    static TruthProgram Program(string kind, string[] owners, long other) =>
        new("lost-" + kind, ["com.example.Losing", kind],
            jvm => [.. Lost.Concat(List).Concat(Plain).Concat(Hidden).Select(name => Block.Of(jvm[name], jvm["count"]))], jvm =>
            [
                Sum(jvm, other, Lost) with { Owners = owners, Chunks = Chunks(jvm, Lost), Reach = ["lost"] },
                // While it runs a register may hold the head of a list, and an old word leads to all behind it.
                Sum(jvm, long.MaxValue / 2, List) with { Chunks = Chunks(jvm, List) },
                Sum(jvm, long.MaxValue / 2, Plain) with { Owners = Library, Chunks = Chunks(jvm, Plain), Reach = ["native"] },
                // A pointer that is not read is no loss.
                Sum(jvm, long.MaxValue / 2, Hidden) with { Owners = owners.Length > 0 ? owners : null, Chunks = Chunks(jvm, Hidden), Reach = ["native", "unknown"] },
                Expected.None with { Chunks = Chunks(jvm, [.. Plain, .. Hidden]), Reach = ["lost"] },
            ])
        {
            Look = ["--lost"],
            Owners = Library,
        };

    static long[] Chunks(TruthJvm jvm, string[] names) => [.. names.Select(name => Block.ChunkOf(jvm[name]))];

    /// <summary>By bytes: whether a list is one structure or many is not judged.</summary>
    static Expected Sum(TruthJvm jvm, long other, string[] names)
    {
        const long header = 32;
        long off = (jvm["count"] + 99) / 100;
        return Expected.OfBytes((jvm["count"] - off) * names.Sum(name => jvm[name]), ((jvm["count"] + off) * names.Sum(name => jvm[name] + header)) + other);
    }
}
