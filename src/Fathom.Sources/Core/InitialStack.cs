using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Memory;

namespace Fathom.Sources.Core;

/// <summary>
/// Command line and environment, whole, from where the kernel laid them (fs/binfmt_elf.c, create_elf_tables):
/// argc, argv…, 0, envp…, 0, auxv, 16 random bytes, the strings of argv, those of envp, the program's name. The note
/// has only 80 bytes of them, too few for any JVM's flags.
/// </summary>
sealed record InitialStack(byte[] CommandLine, byte[] Environment)
{
    const int Word = 8;

    // Between auxv and the random bytes there is only the platform's name and room for alignment.
    const int Near = 4096;
    const int MostPointerBytes = 1024 * 1024;

    internal static InitialStack? Find(ReadOnlySpan<byte> auxiliary, IMemory memory)
    {
        if (auxiliary.Length < 2 * Word
            || AuxiliaryVector.Find(auxiliary, AuxiliaryVector.Random) is not { } random
            || AuxiliaryVector.Find(auxiliary, AuxiliaryVector.ExecutableName) is not { } name
            || random < 2 * MostPointerBytes
            || VectorAt(auxiliary, memory, random) is not { } vector
            || Pointers(memory, vector) is not var (firstArgument, firstVariable)
            || firstArgument >= firstVariable
            || firstVariable > name)
        {
            return null;
        }
        return Strings(memory, firstArgument, firstVariable) is { } line
            && Strings(memory, firstVariable, name) is { } environment
            ? new InitialStack(line, environment)
            : null;
    }

    static ulong? VectorAt(ReadOnlySpan<byte> auxiliary, IMemory memory, ulong random)
    {
        Span<byte> below = stackalloc byte[Near];
        int got = memory.Read(new Address(random - Near), below);
        int at = below[..got].IndexOf(auxiliary[..(2 * Word)]);
        return at < 0 ? null : random - Near + (ulong)at;
    }

    /// <summary>Walks down from auxv: over envp to a zero, over argv to a word that equals their number.</summary>
    static (ulong FirstArgument, ulong FirstVariable)? Pointers(IMemory memory, ulong vector)
    {
        ulong at = vector - 2 * Word;
        ulong lowest = at > MostPointerBytes ? at - MostPointerBytes : 0;
        ulong? variable = null;
        while (at > lowest && ReadWord(memory, at) is { } word && word != 0)
        {
            variable = word;
            at -= Word;
        }
        ulong? argument = null;
        ulong count = 0;
        for (at -= Word; at > lowest && ReadWord(memory, at) is { } word; at -= Word)
        {
            if (word == count)
                return argument is { } a && variable is { } v ? (a, v) : null;
            argument = word;
            count++;
        }
        return null;
    }

    static byte[]? Strings(IMemory memory, ulong start, ulong end)
    {
        if (end - start > Limits.CommandLineBytes)
            return null;
        byte[] bytes = new byte[end - start];
        return memory.Read(new Address(start), bytes) == bytes.Length ? bytes : null;
    }

    static ulong? ReadWord(IMemory memory, ulong at)
    {
        Span<byte> word = stackalloc byte[Word];
        return memory.Read(new Address(at), word) == Word ? BinaryPrimitives.ReadUInt64LittleEndian(word) : null;
    }
}
