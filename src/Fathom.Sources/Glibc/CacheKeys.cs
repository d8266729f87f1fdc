namespace Fathom.Sources.Glibc;

/// <summary>
/// The word that a thread's cache writes behind a chunk's link, and clears when it gives the chunk away (malloc/malloc.c,
/// tcache_put and tcache_get): it tells whether a chunk is cached at the moment it is looked at. 2.29 to 2.33 write the
/// cache's own address, since 2.34 it is one random number, before there was none. It is learnt from cached chunks.
/// </summary>
sealed class CacheKeys
{
    /// <summary>From a chunk to its key.</summary>
    public const int Offset = 24;

    readonly Dictionary<ulong, int> _seen = [];
    readonly HashSet<ulong> _caches = [];
    HashSet<ulong>? _keys;
    ulong _least;
    ulong _span;
    int _count;
    int _own;
    bool _mayBeRandom = true;

    public bool AreKnown => _keys is not null;

    /// <summary>Chunks of a cache that is not known have keys that are not known either.</summary>
    public bool AreOfCaches { get; private set; }

    public void Learn(ulong cache, ulong key, TcacheLayout layout)
    {
        // That layout is older than the random number: there it would be the program's own words.
        _mayBeRandom &= layout.CountBytes > 1;
        // Given away since its list was read.
        if (key == 0)
            return;
        _count++;
        _own += key == cache + 16 ? 1 : 0;
        _caches.Add(cache + 16);
        if (_seen.Count < 64 || _seen.ContainsKey(key))
            _seen[key] = _seen.GetValueOrDefault(key) + 1;
    }

    /// <summary>Some chunks may have gone while they were read.</summary>
    public void Decide()
    {
        if (_count == 0)
            return;
        (ulong most, int times) = _seen.MaxBy(each => each.Value);
        if (_own > _count / 2)
            (AreOfCaches, _keys) = (true, _caches);
        else if (_mayBeRandom && times > _count / 2)
            _keys = [most];
        else
            return;
        _least = _keys.Min();
        _span = _keys.Max() - _least;
    }

    public bool Has(ulong word) => unchecked(word - _least) <= _span && _keys is { } keys && (_span == 0 || keys.Contains(word));
}
