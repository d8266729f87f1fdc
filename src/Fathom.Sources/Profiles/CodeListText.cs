using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>
/// Lists of generated code, line by line: perf-PID.map ("START SIZE name"), jcmd's Compiler.codelist and
/// Compiler.CodeHeap_Analytics, and the compilation events of an hs_err file.
/// </summary>
static class CodeListText
{
    public static GeneratedCode Read(Stream stream)
    {
        GeneratedCode code = new();
        Dictionary<ulong, byte[]> compiled = [];
        StreamLines lines = new(stream);
        while (lines.MoveNext() && !code.IsFull)
        {
            ReadOnlySpan<byte> line = lines.Current;
            if (!TakeEvent(line, compiled, code) && !TakeListed(line, code) && !TakeAnalysed(line, code))
                TakeMapped(line, code);
        }
        return code;
    }

    static bool TakeMapped(ReadOnlySpan<byte> line, GeneratedCode code)
    {
        AsciiLine rest = new(line);
        if (!TakeAddress(ref rest, out ulong start) || !rest.TakeBlanks() || !TakeAddress(ref rest, out ulong size) || !rest.TakeBlanks() || rest.Rest.IsEmpty)
            return false;
        code.Add(start, size, rest.Rest);
        return true;
    }

    /// <summary>"71 4 0 Spin.f(J)J [0x00007fc72cecf910, 0x00007fc72cecfaa0 - 0x00007fc72cecfb58]": header, code, end (code/codeCache.cpp).</summary>
    static bool TakeListed(ReadOnlySpan<byte> line, GeneratedCode code)
    {
        int open = line.LastIndexOf(" [0x"u8);
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (open < 0 || !rest.TakeDecimal(out _) || !rest.TakeBlanks() || !rest.TakeSigned(out _) || !rest.TakeBlanks() || !rest.TakeSigned(out _) || !rest.TakeBlanks())
            return false;
        int name = line.Length - rest.Rest.Length;
        AsciiLine range = new(line[(open + 2)..]);
        if (name >= open || !TakeAddress(ref range, out ulong start) || !range.Take(", "u8) || !TakeAddress(ref range, out _) || !range.Take(" - "u8) || !TakeAddress(ref range, out ulong end) || end <= start)
            return false;
        code.Add(start, end - start, JavaName(line[name..open]));
        return true;
    }

    /// <summary>"0x00007fc72cecff10 (+0x00008f10) 0x000003a8(   0K)   N     c2   4    480 Spin.f(J)J" (code/codeHeapState.cpp).</summary>
    static bool TakeAnalysed(ReadOnlySpan<byte> line, GeneratedCode code)
    {
        AsciiLine rest = new(line);
        if (!TakeAddress(ref rest, out ulong start) || !rest.Take(" (+0x"u8) || !rest.TakeHex(out _) || !rest.Take(") "u8) || !TakeAddress(ref rest, out ulong size) || !rest.Take((byte)'('))
            return false;
        int close = rest.Rest.IndexOf((byte)')');
        rest = new AsciiLine(rest.Rest[(close + 1)..]);
        rest.TakeBlanks();
        bool isState = rest.TakeWord().Length == 1 && rest.TakeBlanks();
        bool isCompiler = isState && rest.TakeWord() is [(byte)'c', _] && rest.TakeBlanks();
        if (close < 0 || !isCompiler || !rest.TakeDecimal(out _) || !rest.TakeBlanks() || !rest.TakeDecimal(out _) || !rest.TakeBlanks() || rest.Rest.IsEmpty)
            return false;
        code.Add(start, size, JavaName(rest.Rest));
        return true;
    }

    /// <summary>What a compilation made comes after what it was of: "… 110 4 Spin::cat (7 bytes)", then "… nmethod 110 0x… code [0x…, 0x…]".</summary>
    static bool TakeEvent(ReadOnlySpan<byte> line, Dictionary<ulong, byte[]> compiled, GeneratedCode code)
    {
        int thread = line.IndexOf(" Thread 0x"u8);
        if (!line.StartsWith("Event: "u8) || thread < 0)
            return false;
        AsciiLine rest = new(line[(thread + " Thread 0x"u8.Length)..]);
        rest.TakeHex(out _);
        rest.TakeBlanks();
        bool isMade = rest.Take("nmethod "u8);
        if (!rest.TakeDecimal(out ulong id))
            return true;
        if (!isMade)
        {
            if (compiled.Count < Limits.Threads && NameOf(rest.Rest) is { Length: > 0 } name)
                compiled[id] = name;
            return true;
        }
        int open = rest.Rest.IndexOf("code ["u8);
        if (open < 0 || !compiled.TryGetValue(id, out byte[]? of))
            return true;
        rest = new AsciiLine(rest.Rest[(open + "code ["u8.Length)..]);
        if (TakeAddress(ref rest, out ulong start) && rest.Take(", "u8) && TakeAddress(ref rest, out ulong end) && end > start)
            code.Add(start, end - start, of);
        return true;
    }

    /// <summary>The word before "(7 bytes)" or "(native)", with the dots of Java.</summary>
    static byte[] NameOf(ReadOnlySpan<byte> line)
    {
        int close = line.LastIndexOf(" ("u8);
        ReadOnlySpan<byte> before = close < 0 ? [] : line[..close];
        ReadOnlySpan<byte> word = before[(before.LastIndexOf((byte)' ') + 1)..];
        int colons = word.IndexOf("::"u8);
        return colons <= 0 ? [] : [.. word[..colons], (byte)'.', .. word[(colons + 2)..]];
    }

    /// <summary>Without the types of arguments, as recordings have it.</summary>
    static ReadOnlySpan<byte> JavaName(ReadOnlySpan<byte> name) => name.IndexOf((byte)'(') is > 0 and var open ? name[..open] : name;

    static bool TakeAddress(ref AsciiLine line, out ulong value)
    {
        line.Take("0x"u8);
        return line.TakeHex(out value);
    }
}
