namespace Fathom.Sources.Glibc;

/// <summary>
/// Proves the lists of free chunks without following them: if each list is whole, what the forward words name is
/// exactly the chunks and heads there are, in some order, and so is what the backward words name. Sums of a mix of
/// the addresses tell the same set from another, in one pass over the heap and without memory.
/// </summary>
struct ListSums
{
    ulong _nodes;
    ulong _forward;
    ulong _back;

    public long Count { get; private set; }

    /// <summary>False once a free chunk's words could not be read.</summary>
    public bool IsComplete { get; private set; } = true;

    public ListSums()
    {
    }

    public readonly bool Agree => _nodes == _forward && _nodes == _back;

    public void Add(ulong node, ulong forward, ulong back)
    {
        unchecked
        {
            Count++;
            _nodes += Mix(node);
            _forward += Mix(forward);
            _back += Mix(back);
        }
    }

    public void Miss() => IsComplete = false;

    /// <summary>Not linear, or moving one link up and another down would go unseen (the finaliser of splitmix64).</summary>
    static ulong Mix(ulong x)
    {
        unchecked
        {
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
