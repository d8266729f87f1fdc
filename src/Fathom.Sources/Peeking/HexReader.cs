using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Peeking;

/// <summary>Bytes as they are; of a text that has a secret in it, none.</summary>
sealed class HexReader : ITextVisitor
{
    // A secret may go on behind what is shown, and is told by how it goes on.
    const int Beyond = 4096;

    // Shorter than texts otherwise: what is masked there must be masked here.
    const int Least = 5;

    readonly List<(int Start, int Length)> _secret = [];

    public static HexBytes? Read(IMemory memory, AddressRange range, int most, bool raw)
    {
        byte[] bytes = new byte[(int)Math.Min(range.Length.Value, (long)most + Beyond)];
        int got = memory.Read(range.Start, bytes);
        if (got == 0)
            return null;
        HexReader secrets = new();
        if (!raw)
            TextScan.Scan(bytes.AsSpan(0, got), true, Least, secrets);
        byte?[] shown = new byte?[Math.Min(got, most)];
        for (int i = 0; i < shown.Length; i++)
            shown[i] = bytes[i];
        foreach ((int start, int length) in secrets._secret)
        {
            for (int i = start; i < start + length && i < shown.Length; i++)
                shown[i] = null;
        }
        return new HexBytes(range.Start, shown);
    }

    public void Text(ReadOnlySpan<byte> bytes, int start, int length, TextEncoding encoding)
    {
        string text = TextCount.Decode(bytes.Slice(start, length), encoding);
        if (Secrets.MaskText(text) != text)
            _secret.Add((start, length));
    }
}
