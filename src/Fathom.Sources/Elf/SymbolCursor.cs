using System.Buffers;

namespace Fathom.Sources.Elf;

/// <summary>Goes through a symbol table in windows: no table is ever held, no symbol allocated.</summary>
public struct SymbolCursor : IDisposable
{
    const int Window = 2048;

    readonly ElfPart _part;
    readonly byte[] _window;
    int _filled;
    int _at;
    ulong _next;

    public SymbolCursor(ElfPart part)
    {
        _part = part;
        _window = ArrayPool<byte>.Shared.Rent(Window * ElfSymbol.EntrySize);
    }

    public ElfSymbol Current { get; private set; }

    /// <summary>Its number in the table.</summary>
    public uint Index { get; private set; }

    /// <summary>The table could not be read to its end.</summary>
    public bool IsCut { get; private set; }

    public bool MoveNext()
    {
        if (_at == _filled && !Fill())
            return false;
        Index = (uint)((_next - (ulong)(_filled - _at)) / ElfSymbol.EntrySize);
        Current = ElfSymbol.Parse(_window.AsSpan(_at));
        _at += ElfSymbol.EntrySize;
        return true;
    }

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(_window);

    bool Fill()
    {
        if (IsCut || _next >= _part.Length)
            return false;
        int wanted = (int)Math.Min(Window * ElfSymbol.EntrySize, _part.Length - _next);
        int got = _part.Read(_next, _window.AsSpan(0, wanted));
        IsCut = got < wanted;
        _at = 0;
        _filled = got - got % ElfSymbol.EntrySize;
        _next += (ulong)_filled;
        return _filled > 0;
    }
}
