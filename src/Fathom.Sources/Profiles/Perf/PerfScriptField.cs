using System.Text;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>A field of an event as text: "len: 0x2000", "bytes=0xbb8", "order=3".</summary>
static class PerfScriptField
{
    public static bool TryFind(ReadOnlySpan<byte> fields, string name, out ulong value)
    {
        value = 0;
        byte[] word = Encoding.ASCII.GetBytes(name);
        int at = fields.IndexOf(word);
        while (at >= 0)
        {
            bool isWhole = at == 0 || fields[at - 1] is (byte)' ' or (byte)',' or (byte)'(';
            ReadOnlySpan<byte> behind = fields[(at + word.Length)..];
            if (isWhole && !behind.IsEmpty && behind[0] is (byte)'=' or (byte)':' && TryNumber(behind[1..].TrimStart((byte)' '), out value))
                return true;
            int next = behind.IndexOf(word);
            at = next < 0 ? -1 : at + word.Length + next;
        }
        return false;
    }

    /// <summary>Hexadecimal or not, and nothing else behind it.</summary>
    static bool TryNumber(ReadOnlySpan<byte> text, out ulong value)
    {
        AsciiLine rest = new(text);
        bool found = rest.Take("0x"u8) ? rest.TakeHex(out value) : rest.TakeDecimal(out value);
        return found && (rest.Rest.IsEmpty || rest.Rest[0] is (byte)' ' or (byte)',' or (byte)')' or (byte)'\t');
    }
}
