namespace Fathom.Sources.HeapDumps;

/// <summary>An object that owns native memory.</summary>
readonly record struct FoundOwner(ulong Id, int Class, long Native);

/// <summary>Owners of one kind.</summary>
sealed class OwnerTally(int most)
{
    public long Count { get; set; }

    public long Open { get; set; }

    public long Native { get; set; }

    /// <summary>Only ids whose mixed bits are zero here are kept, so that each of the very many has the same chance.</summary>
    public ulong Mask { get; private set; }

    public List<FoundOwner> Found { get; private set; } = [];

    public void Keep(in FoundOwner owner)
    {
        if (!Chosen(owner.Id))
            return;
        Found.Add(owner);
        while (Found.Count > most)
            Thin((Mask << 1) | 1);
    }

    void Thin(ulong mask)
    {
        Mask |= mask;
        Found = Found.FindAll(owner => Chosen(owner.Id));
        // A hostile file may have one id a million times.
        if (Mask == ulong.MaxValue && Found.Count > most)
            Found = Found[..most];
    }

    bool Chosen(ulong id) => unchecked((id * 0x9E3779B97F4A7C15UL) >> 20 & Mask) == 0;

    public void Take(OwnerTally other)
    {
        (Count, Open, Native) = (Count + other.Count, Open + other.Open, unchecked(Native + other.Native));
        Mask |= other.Mask;
        Found.AddRange(other.Found);
        // Which worker met which is chance.
        Found.Sort((a, b) => a.Id.CompareTo(b.Id));
        Thin(Mask);
        while (Found.Count > most)
            Thin((Mask << 1) | 1);
    }
}
