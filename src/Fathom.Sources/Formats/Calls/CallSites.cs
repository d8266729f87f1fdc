namespace Fathom.Sources.Formats.Calls;

/// <summary>Stacks as strace -k prints them, and places in the code, each kept once.</summary>
sealed class CallSites
{
    const int MostSites = 20_000;
    const int MostFrames = 24;
    const int MostOfFrame = 512;

    /// <summary>A symbol so far before the address is only the last one that the library exports.</summary>
    const ulong FarFromSymbol = 0x1000;

    readonly Dictionary<ulong, int> _siteOf = [];
    readonly List<string> _shown = [];
    readonly byte[] _text = new byte[MostFrames * MostOfFrame];
    readonly int[] _ends = new int[MostFrames];
    ulong _hash;
    int _count;

    public bool IsOpen => _count > 0;

    public string Shown(int site) => _shown[site];

    public void Add(ReadOnlySpan<byte> frame)
    {
        // FNV-1a: only tells stacks of one log apart.
        _hash = _count == 0 ? 14695981039346656037 : _hash;
        foreach (byte b in frame)
            _hash = unchecked((_hash ^ b) * 1099511628211);
        if (_count < MostFrames)
        {
            int begin = _count == 0 ? 0 : _ends[_count - 1];
            frame = frame[..Math.Min(frame.Length, MostOfFrame)];
            frame.CopyTo(_text.AsSpan(begin));
            _ends[_count] = begin + frame.Length;
        }
        _count++;
    }

    /// <summary>The stack whose frames were added; -1 where there were none, or too many other stacks.</summary>
    public int Close()
    {
        int site = _count == 0 ? -1 : Known();
        _count = 0;
        return site;
    }

    int Known()
    {
        if (_siteOf.TryGetValue(_hash, out int site))
            return site;
        if (_shown.Count >= MostSites)
            return -1;
        string[] frames = new string[Math.Min(_count, MostFrames)];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = Shown(_text.AsSpan((i == 0 ? 0 : _ends[i - 1]).._ends[i]));
        _shown.Add(string.Join('\n', frames));
        return _siteOf[_hash] = _shown.Count - 1;
    }

    /// <summary>"/lib/libc.so.6(mmap64+0x13) [0x10ef3]", and mtrace's "/lib/libc.so.6:(fopen+0x1d)[0x7f…]", as "libc.so.6 mmap64".</summary>
    internal static string Shown(ReadOnlySpan<byte> frame)
    {
        int place = frame.EndsWith("]"u8) ? frame.LastIndexOf((byte)'[') : -1;
        ReadOnlySpan<byte> where = (place < 0 ? frame : frame[..place]).TrimEnd((byte)' ');
        ReadOnlySpan<byte> offset = place < 0 ? [] : frame[(place + 1)..^1];
        int open = where.IndexOf((byte)'(');
        string library = NameOf(open < 0 ? where : where[..open]);
        if (open < 0 || !where.EndsWith(")"u8))
            return library.Length == 0 ? ForeignText.Quote(offset) : offset.IsEmpty ? library : $"{library} +{ForeignText.Quote(offset)}";
        ReadOnlySpan<byte> symbol = where[(open + 1)..^1];
        int plus = symbol.LastIndexOf("+0x"u8);
        AsciiLine far = new(plus < 0 ? [] : symbol[(plus + 3)..]);
        bool isNear = plus > 0 && far.TakeHex(out ulong distance) && distance < FarFromSymbol;
        return isNear ? $"{library} {ForeignText.Quote(symbol[..plus])}" : $"{library} +{ForeignText.Quote(offset)}";
    }

    static string NameOf(ReadOnlySpan<byte> path) =>
        ForeignText.Quote(path[(path.LastIndexOf((byte)'/') + 1)..].TrimEnd((byte)':'));
}
