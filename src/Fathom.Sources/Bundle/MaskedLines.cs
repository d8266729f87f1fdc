using System.Buffers;
using System.Text;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Bundle;

/// <summary>
/// A text of any tool without the secrets that stand in it as on a command line, in an environment, in a setting. Lines stay
/// where they are. Only lines that hold a word of a secret are looked at closely: a text may be a log of gigabytes.
/// </summary>
static class MaskedLines
{
    /// <summary>A longer one is taken in pieces.</summary>
    const int LongestLine = 1 << 20;

    /// <summary>Without any of these no expression of <see cref="Secrets"/> finds one.</summary>
    static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "pass", "pwd", "secret", "credential", "authorization", "auth", "key", "token", "bearer", "basic", "cookie", "://", "jdbc:", "eyJ",
            "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "PRIVATE KEY",
        ], StringComparison.OrdinalIgnoreCase);

    public static void Copy(Stream text, Stream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int filled = 0;
        string before = "";
        while (true)
        {
            int got = text.Read(buffer, filled, buffer.Length - filled);
            filled += got;
            int taken = 0;
            while (buffer.AsSpan(taken, filled - taken).IndexOf((byte)'\n') is >= 0 and var end)
            {
                before = Write(buffer.AsSpan(taken, end + 1), before, to);
                taken += end + 1;
            }
            if (got == 0)
            {
                Write(buffer.AsSpan(taken, filled - taken), before, to);
                return;
            }
            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            filled -= taken;
            if (filled < buffer.Length)
                continue;
            if (buffer.Length < LongestLine)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }
            before = Write(buffer, before, to);
            filled = 0;
        }
    }

    /// <param name="before">The line before, where it may say that a secret follows.</param>
    /// <returns>The same for the next one.</returns>
    static string Write(ReadOnlySpan<byte> line, string before, Stream to)
    {
        if (before.Length == 0 && !HasSign(line))
        {
            to.Write(line);
            return "";
        }
        string words = Encoding.UTF8.GetString(line), masked = Secrets.MaskLine(words, before);
        to.Write(words == masked ? line : Encoding.UTF8.GetBytes(masked));
        return HasSign(line) ? words : "";
    }

    static bool HasSign(ReadOnlySpan<byte> line)
    {
        char[] letters = ArrayPool<char>.Shared.Rent(line.Length);
        Encoding.Latin1.GetChars(line, letters);
        bool has = letters.AsSpan(0, line.Length).ContainsAny(Signs);
        ArrayPool<char>.Shared.Return(letters);
        return has;
    }
}
