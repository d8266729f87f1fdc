using System.Runtime.InteropServices;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Peeking;
using Fathom.Sources.Memory;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Peeking;

/// <summary>Reads stretches of memory in windows and counts the texts in them; what is not present is passed over.</summary>
sealed class TextCount(IMemory memory, int minLength, Stream? into) : ITextVisitor
{
    const int Window = 256 * 1024;

    // Before a window what has to be shown again: a text that began there, and at most a line of characters more.
    const int Before = TextScan.Longest + 4096;

    readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Before + Window);
    readonly TextTable _table = new();
    ulong _address;
    ulong _end;
    bool _inKey;

    public long Texts { get; private set; }

    public long TextBytes { get; private set; }

    public long Read { get; private set; }

    public TextTable Table => _table;

    /// <summary>One stretch that is in memory as a whole, or what of it still can be read.</summary>
    public void Add(AddressRange range)
    {
        int kept = 0;
        for (Address at = range.Start; at < range.End;)
        {
            int wanted = (int)Math.Min(Window, range.End - at);
            int got = memory.Read(at, _bytes.AsSpan(Before, wanted));
            into?.Write(_bytes.AsSpan(Before, got));
            Read += got;
            bool isLast = got < wanted || at + got == range.End;
            Span<byte> shown = _bytes.AsSpan(Before - kept, kept + got);
            _address = unchecked(at.Value - (ulong)kept);
            int from = TextScan.Scan(shown, isLast, minLength, this);
            if (isLast)
                return;
            kept = shown.Length - from;
            shown[from..].CopyTo(_bytes.AsSpan(Before - kept));
            at += got;
        }
    }

    public void Text(ReadOnlySpan<byte> bytes, int start, int length, TextEncoding encoding)
    {
        ReadOnlySpan<byte> text = bytes.Slice(start, length);
        ulong address = unchecked(_address + (ulong)start);
        bool isKey = IsWithinKey(text, address);
        _end = address + (ulong)length;
        Texts++;
        TextBytes += length;
        _table.Add(text, encoding, address, isKey);
    }

    /// <summary>The lines of a private key are texts of their own: each begins where the one before it ended.</summary>
    bool IsWithinKey(ReadOnlySpan<byte> text, ulong address)
    {
        bool wasIn = _inKey && address >= _end && address - _end <= 2;
        bool isMark = text.StartsWith("-----"u8);
        _inKey = isMark ? text.StartsWith("-----BEGIN "u8) && text.IndexOf("PRIVATE KEY"u8) >= 0 : wasIn;
        return wasIn && !isMark;
    }

    public IReadOnlyList<FoundText> Top(int most, bool raw)
    {
        List<int> order = [.. Enumerable.Range(0, _table.Count)];
        order.Sort((a, b) => Compare(_table.Entries[a], _table.Entries[b]));
        return [.. order.Take(most).Select(index => Found(_table.Entries[index], raw))];
    }

    static int Compare(in TextTable.Entry a, in TextTable.Entry b) =>
        b.Total.CompareTo(a.Total) is var bytes and not 0 ? bytes : a.First.CompareTo(b.First);

    FoundText Found(in TextTable.Entry entry, bool raw)
    {
        string text = Decode(_table.BytesOf(entry), entry.Encoding);
        string masked = entry.IsKey ? "***" : Secrets.MaskText(text);
        bool isMasked = !raw && masked != text;
        return new FoundText(isMasked ? masked : text, entry.Encoding, entry.Count, new Bytes(entry.Length),
            entry.IsKey ? "private key" : TextKinds.Of(text), new Address(entry.First))
        {
            IsMasked = isMasked,
        };
    }

    public static string Decode(ReadOnlySpan<byte> bytes, TextEncoding encoding) => encoding == TextEncoding.Utf16
        ? new string(MemoryMarshal.Cast<byte, char>(bytes))
        : Encoding.UTF8.GetString(bytes);
}
