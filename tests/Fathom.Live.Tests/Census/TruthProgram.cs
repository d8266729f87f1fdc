namespace Fathom.Live.Tests.Census;

/// <summary>A program, the chunks that it must have, and what a census must say of them.</summary>
/// <param name="Program">The main class and its arguments.</param>
/// <param name="Blocks">Chunks as malloc counts them, by sizes that follow from the program's own.</param>
/// <param name="Expects">From what the program said.</param>
sealed record TruthProgram(string Name, string[] Program, Func<TruthJvm, Block[]> Blocks, Func<TruthJvm, Expected[]> Expects)
{
    internal string[] Flags { get; init; } = [];

    /// <summary>Options of the census that judges it.</summary>
    internal string[] Look { get; init; } = [];

    /// <summary>Who may own blocks of these sizes, beside libjvm and nobody; a prefix of the library's name.</summary>
    internal string[] Owners { get; init; } = [];

    /// <summary>What its libraries need is in every root.</summary>
    internal bool Everywhere { get; init; } = true;

    internal string? Missing { get; init; }

    public override string ToString() => Name;
}

/// <summary>Chunks of one size: so many by this program, and a few that others may have.</summary>
readonly record struct Block(long Chunk, long Least, long Most)
{
    /// <summary>fathom's size class: above 64 KiB up to a power of two.</summary>
    internal long SizeClass => Chunk > 64 << 10 ? (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)Chunk) : Chunk;

    internal static Block Of(long requested, long count) => new(ChunkOf(requested), count, count + (count / 100) + 30);

    /// <summary>glibc's request2size (malloc.c): the size word in front, a multiple of 16.</summary>
    internal static long ChunkOf(long requested) => Math.Max(32, (requested + 8 + 15) / 16 * 16);
}
