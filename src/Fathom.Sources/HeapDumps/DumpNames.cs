using System.Text;
using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>The symbols of a dump, packed: most of them nobody asks for.</summary>
sealed class DumpNames
{
    readonly IdTable _numbers = new();
    readonly List<(int At, int Length)> _places = [];
    byte[] _text = new byte[64 * 1024];
    int _used;

    public bool IsFull { get; private set; }

    public void Add(ulong id, ReadOnlySpan<byte> text)
    {
        if (text.Length > Limits.NameBytes)
            text = text[..Limits.NameBytes];
        if (_places.Count >= Limits.DumpNames || _used + text.Length > Limits.DumpNameBytes)
        {
            IsFull = true;
            return;
        }
        if (_numbers.Find(id) >= 0)
            return;
        if (_used + text.Length > _text.Length)
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _used + text.Length));
        text.CopyTo(_text.AsSpan(_used));
        _numbers.Add(id, _places.Count);
        _places.Add((_used, text.Length));
        _used += text.Length;
    }

    public string Of(ulong id) => _numbers.Find(id) is >= 0 and var number
        ? Encoding.UTF8.GetString(_text.AsSpan(_places[number].At, _places[number].Length)) : "?";
}
