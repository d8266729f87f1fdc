namespace Fathom.Sources.Census;

/// <summary>What chunks of one group have in common.</summary>
record struct GroupKey
{
    /// <summary>Of <see cref="Glibc.SizeTable"/>.</summary>
    public int Slot;

    /// <summary>NMT's number; below zero where there is no header.</summary>
    public short Tag;

    public byte Content;

    /// <summary>Addresses in mapped files, by offset; zero where there is none.</summary>
    public ulong First, Second, Third;

    /// <summary>In words from what malloc returned.</summary>
    public byte FirstAt, SecondAt, ThirdAt;

    /// <summary>The group that leads there; 0 where none does, and below it the root that does.</summary>
    public int Parent;

    /// <summary>In bytes; below zero where it differs.</summary>
    public int ParentOffset;

    /// <summary>Nothing but a size and a kind of content.</summary>
    public readonly bool IsPlain => Tag == -1 && (First | Second | Third) == 0 && (FirstAt | SecondAt | ThirdAt) == 0 && (Parent | ParentOffset) == 0;

    public readonly bool IsMarked => First != 0 || Tag >= 0;

    public readonly int Words => First == 0 ? 0 : Second == 0 ? 1 : Third == 0 ? 2 : 3;

    public void Add(int at, ulong word)
    {
        switch (Words)
        {
            case 0:
                (First, FirstAt) = (word, (byte)at);
                break;
            case 1:
                (Second, SecondAt) = (word, (byte)at);
                break;
            default:
                (Third, ThirdAt) = (word, (byte)at);
                break;
        }
    }

    public readonly (int At, ulong Word) this[int index] => index switch
    {
        0 => (FirstAt, First),
        1 => (SecondAt, Second),
        _ => (ThirdAt, Third),
    };

    public readonly ulong Hash()
    {
        unchecked
        {
            const ulong prime = 0x9E3779B97F4A7C15;
            ulong hash = ((ulong)(uint)Slot | (ulong)(ushort)Tag << 32 | (ulong)Content << 48) * prime;
            hash = (hash ^ (hash >> 29) ^ First ^ (ulong)FirstAt << 56) * prime;
            hash = (hash ^ (hash >> 31) ^ Second ^ (ulong)SecondAt << 56) * prime;
            hash = (hash ^ (hash >> 29) ^ Third ^ (ulong)ThirdAt << 56) * prime;
            hash = (hash ^ (hash >> 31) ^ ((ulong)(uint)Parent | (ulong)(uint)ParentOffset << 32)) * prime;
            return hash ^ (hash >> 32);
        }
    }
}
