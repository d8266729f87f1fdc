namespace Fathom.Tests.Sources;

/// <summary>Real input, cut at every byte and damaged at random: what reads it must neither throw nor run on.</summary>
static class Fuzz
{
    // Pieces that parsers trip over: ends of ranges, separators, and numbers that no machine has.
    static readonly string[] Poison =
    [
        "\0", "\n", "\r\n", " ", ":", "-", "\t", "(", ")", "\\012", "\u001b[2J", "ffffffffffffffff", "18446744073709551615",
        "18446744073709551616", "9223372036854775807 kB", "-1", "0x", "kB", " (deleted)", "[anon:", "VmFlags:", "e\u0301",
    ];

    internal static void Everywhere(string real, Action<byte[]> parse, int mutations = 2000) =>
        Everywhere(System.Text.Encoding.UTF8.GetBytes(real), parse, mutations);

    internal static void Everywhere(byte[] real, Action<byte[]> parse, int mutations = 2000)
    {
        for (int length = 0; length <= real.Length; length++)
            parse(real[..length]);
        Random random = new(1999993);
        for (int i = 0; i < mutations; i++)
            parse(Damaged(real, random));
    }

    /// <summary>A part of a real text, often with a part of another one in it, damaged.</summary>
    internal static byte[] Piece(byte[] real, byte[][] others, Random random)
    {
        byte[] part = Part(real, random);
        if (others.Length > 0 && random.Next(3) == 0)
            part = [.. part, .. Part(others[random.Next(others.Length)], random)];
        return Damaged(part, random);
    }

    static byte[] Part(byte[] text, Random random)
    {
        int start = random.Next(2) == 0 ? 0 : random.Next(text.Length + 1);
        return text[start..(start + random.Next(Math.Min(2000, text.Length - start) + 1))];
    }

    static byte[] Damaged(byte[] real, Random random)
    {
        List<byte> bytes = [.. real];
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int at = random.Next(bytes.Count + 1);
            int length = Math.Min(random.Next(12), bytes.Count - at);
            if (random.Next(2) == 0)
                bytes.RemoveRange(at, length);
            else if (random.Next(2) == 0)
                bytes.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(Poison[random.Next(Poison.Length)]));
            else
                bytes.InsertRange(at, Enumerable.Range(0, length).Select(_ => (byte)random.Next(256)));
        }
        return [.. bytes];
    }
}
