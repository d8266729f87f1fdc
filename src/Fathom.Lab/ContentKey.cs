using System.Globalization;

namespace Fathom.Lab;

/// <summary>
/// A name for content of ours, in our own folders: FNV-1a, 64 bits. The class library's SHA-256 loads libssl, and the
/// static binary cannot load a library (it dies in dlopen).
/// </summary>
static class ContentKey
{
    public static string Of(params ReadOnlySpan<string> parts)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (string part in parts)
        {
            foreach (char c in part)
                hash = Mix(hash, c);
            // No character: "ab" + "c" is not "a" + "bc".
            hash = Mix(hash, 0x1_0000);
        }
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    static ulong Mix(ulong hash, uint value) => unchecked((hash ^ value) * 0x100000001b3);
}
