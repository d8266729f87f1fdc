using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.Elf;

/// <summary>Zero-terminated names, read one at a time: libjvm's table has 3.3 MB and a lookup needs a few of them.</summary>
public readonly struct StringTable(ElfPart part)
{
    const int Step = 256;

    public ElfPart Part => part;

    /// <summary>Empty where there is no name; cut off where it is longer than any real one.</summary>
    public string At(ulong offset)
    {
        Span<byte> step = stackalloc byte[Step];
        int got = part.Read(offset, step);
        int end = step[..got].IndexOf((byte)0);
        if (end >= 0 || got < Step)
            return Encoding.UTF8.GetString(step[..(end < 0 ? got : end)]);
        byte[] whole = new byte[Limits.NameBytes];
        got = part.Read(offset, whole);
        end = whole.AsSpan(0, got).IndexOf((byte)0);
        return Encoding.UTF8.GetString(whole, 0, end < 0 ? got : end);
    }

    /// <param name="offset">Where the name begins.</param>
    /// <param name="wanted">With its final zero: "free" must not match "freeze".</param>
    public bool Matches(ulong offset, ReadOnlySpan<byte> wanted)
    {
        Span<byte> step = stackalloc byte[Step];
        while (!wanted.IsEmpty)
        {
            Span<byte> now = step[..Math.Min(Step, wanted.Length)];
            if (!part.ReadWhole(offset, now) || !now.SequenceEqual(wanted[..now.Length]))
                return false;
            wanted = wanted[now.Length..];
            offset += (ulong)now.Length;
        }
        return true;
    }

    public static byte[] Terminated(string name)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(name) + 1];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }
}
