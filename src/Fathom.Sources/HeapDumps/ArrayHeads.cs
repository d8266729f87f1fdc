namespace Fathom.Sources.HeapDumps;

/// <summary>
/// How long the head of an array is, by what most of them say: a single one may have a neighbour that was moved there meanwhile.
/// Its mark, class and length take 12 bytes with compact headers, 16 with narrow class pointers, else 20, or 24 before JDK 23 (JDK-8139457).
/// </summary>
struct ArrayHeads
{
    const ulong Alignment = 8;

    // By how many bytes of the last eight the elements take: none, or four.
    long _full16, _full24, _half12, _half20, _half28;

    public void Meet(ulong elements, ulong more)
    {
        switch (elements % Alignment, more)
        {
            case (0, 16): _full16++; break;
            case (0, 24): _full24++; break;
            case (4, 12): _half12++; break;
            case (4, 20): _half20++; break;
            case (4, 28): _half28++; break;
            default: break;
        }
    }

    public void Take(in ArrayHeads other)
    {
        (_full16, _full24) = (_full16 + other._full16, _full24 + other._full24);
        (_half12, _half20, _half28) = (_half12 + other._half12, _half20 + other._half20, _half28 + other._half28);
    }

    /// <summary>Null where no array tells.</summary>
    public readonly int? Bytes => _full16 == 0 && _full24 == 0 ? null
        : _full24 > _full16 ? (_half20 > _half28 ? 20 : 24)
        : _half12 > _half20 ? 12 : 16;
}
