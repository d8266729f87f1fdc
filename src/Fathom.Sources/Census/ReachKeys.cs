using System.Runtime.InteropServices;

namespace Fathom.Sources.Census;

/// <summary>
/// Finds addresses that were mixed (XOR) with one key, without knowing it: two such words differ by what their addresses
/// differ by. A word is taken for an address of one chunk where the words that would be those of others stand near it.
/// </summary>
sealed class ReachKeys(ReachLook look, ReachMissing missing)
{
    // 4 MiB of words, and twice two bits for each of them among 16: one in 80 is taken for one that is there.
    const int Most = 512 * 1024;
    const int Shift = 64 - 23;

    const int Anchors = 2;
    const int MostMissed = 2;

    // To try one costs a look at all words. Those that only change the lower half are met by luck.
    const int MostNarrow = 32;
    const int MostKeys = 512;

    // Groups that are always searched for; others as long as that took no more than so many words: half a second.
    const int FewGroups = 4;
    const long MostLookedAt = 64L * Most;

    // Where nothing is missing, none of them is needed.
    readonly ulong[] _words = new ulong[missing.Samples.Count == 0 ? 0 : Most];
    readonly ulong[] _seen = new ulong[missing.Samples.Count == 0 ? 0 : 1 << (64 - Shift - 6)];
    readonly HashSet<ulong> _tried = [];
    readonly List<ulong> _known = [];
    readonly int[] _led = new int[missing.Samples.Count == 0 ? 0 : Most];
    readonly ulong[] _heads = [.. missing.Samples.Select(samples => samples[0] >> 32).Distinct()];
    readonly byte[] _halves = new byte[1 << 18];
    int _count, _narrow;
    long _lookedAt;
    ulong _last;

    public void Add(ReadOnlySpan<ulong> words)
    {
        if (missing.Samples.Count == 0)
            return;
        foreach (ulong word in words)
        {
            if (word == _last || !MayBeMixed(word))
                continue;
            _last = word;
            _words[_count++] = word;
            if (_count == Most)
                End();
        }
    }

    /// <summary>Judges what was gathered.</summary>
    public void End()
    {
        if (_count == 0)
            return;
        KeepFrequent();
        Array.Clear(_seen);
        for (int i = 0; i < _count; i++)
            Set(_words[i]);
        _tried.Clear();
        _narrow = 0;
        _tried.UnionWith(_known);
        int groups = 0;
        foreach (List<ulong> samples in missing.Samples)
        {
            if (groups++ >= FewGroups && (_lookedAt += Anchors * _count) > MostLookedAt)
                break;
            for (int anchor = 0; anchor < Anchors && samples.Count >= ReachMissing.Least; anchor++)
                Search(samples, anchor * (samples.Count - 1));
        }
        ApplyBest();
        _count = 0;
    }

    /// <summary>
    /// Blocks that are allocated in turns lie at one distance, so that a key of some, changed by that, leads from about half
    /// of the words to the others. The true key leads from all of them to chunks: a word is a clear winner's only.
    /// </summary>
    void ApplyBest()
    {
        Array.Clear(_led, 0, _count);
        foreach ((ulong key, int all) in _tried.Select(key => (Key: key, All: CountOf(key))).Where(each => each.All >= ReachMissing.Least)
            .OrderByDescending(each => each.All).ThenBy(each => each.Key).ToArray())
        {
            if (Apply(key, all) && !_known.Contains(key))
                _known.Add(key);
        }
    }

    int CountOf(ulong key)
    {
        int found = 0;
        for (int i = 0; i < _count; i++)
            found += look.Index.Find(_words[i] ^ key).Found ? 1 : 0;
        return found;
    }

    /// <summary>Addresses in one heap differ in their lower halves, and so do they with a key: what stands alone is none.</summary>
    void KeepFrequent()
    {
        Array.Clear(_halves);
        for (int i = 0; i < _count; i++)
        {
            ref byte half = ref _halves[Half(_words[i])];
            half += half < byte.MaxValue ? (byte)1 : (byte)0;
        }
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_halves[Half(_words[i])] >= ReachMissing.Least - MostMissed)
                _words[kept++] = _words[i];
        }
        _count = kept;
    }

    static int Half(ulong word) => (int)unchecked((word >> 32) * 0x9E3779B97F4A7C15 >> 46);

    /// <summary>Neither a number nor an address: or an address near those that are looked for, changed in its lower half.</summary>
    bool MayBeMixed(ulong word)
    {
        ulong high = word >> 48;
        return high is not 0 and not 0xffff || (Array.IndexOf(_heads, word >> 32) >= 0 && !look.Index.Find(word).Found);
    }

    void Search(List<ulong> samples, int anchor)
    {
        Span<ulong> differences = stackalloc ulong[samples.Count - 1];
        for (int i = 0, at = 0; i < samples.Count; i++)
        {
            if (i != anchor)
                differences[at++] = samples[i] ^ samples[anchor];
        }
        for (int i = 0; i < _count; i++)
        {
            int missed = 0;
            for (int k = 0; k < differences.Length && missed <= MostMissed; k++)
                missed += Has(_words[i] ^ differences[k]) ? 0 : 1;
            ulong key = _words[i] ^ samples[anchor];
            if (missed > MostMissed || (key >> 48 == 0 ? _narrow >= MostNarrow : _tried.Count >= MostKeys) || !_tried.Add(key))
                continue;
            _narrow += key >> 48 == 0 ? 1 : 0;
        }
    }

    /// <summary>Marks what a key leads to, if that is enough of a group to believe it.</summary>
    /// <param name="all">To how many chunks it leads.</param>
    bool Apply(ulong key, int all)
    {
        HashSet<ulong> found = [];
        Dictionary<ushort, int> ofGroup = [];
        for (int i = 0; i < _count; i++)
        {
            if (!IsAnothers(i, all) && look.Index.Find(_words[i] ^ key) is { Found: true } chunk
                && look.Spread.Marks[chunk] is ReachLabels.NotReached or ReachLabels.Keyed && found.Add(chunk.User))
                CollectionsMarshal.GetValueRefOrAddDefault(ofGroup, missing.GroupOf(chunk), out _)++;
        }
        bool isBelieved = false;
        look.Spread.Use(ReachLabels.Keyed);
        foreach (ulong user in found)
        {
            ChunkRef chunk = look.Index.Find(user);
            ushort group = missing.GroupOf(chunk);
            if (ofGroup[group] < Enough(key, missing.CountOf(group)))
                continue;
            look.Spread.Mark(chunk);
            isBelieved = true;
        }
        // A narrow key leads to chunks by luck, so it takes nothing from another.
        for (int i = 0; i < _count && isBelieved && key >> 48 != 0; i++)
        {
            if (_led[i] < all && look.Index.Find(_words[i] ^ key).Found)
                _led[i] = all;
        }
        return isBelieved;
    }

    /// <summary>A key that leads to clearly more chunks leads from this word to one.</summary>
    bool IsAnothers(int word, int all) => _led[word] / 4 * 3 > all;

    /// <summary>
    /// A key that only changes the lower half leads from any address in a heap to another one there, so by luck to some
    /// chunks of every group that lies close together; a wide one leads nowhere by luck.
    /// </summary>
    static long Enough(ulong key, long count) =>
        Math.Max(ReachMissing.Least, key >> 48 != 0 ? count / 8 : count - (count / 4));

    void Set(ulong word)
    {
        (int a, int b) = Bits(word);
        _seen[a >> 6] |= 1UL << (a & 63);
        _seen[b >> 6] |= 1UL << (b & 63);
    }

    bool Has(ulong word)
    {
        (int a, int b) = Bits(word);
        return (_seen[a >> 6] >> (a & 63) & _seen[b >> 6] >> (b & 63) & 1) != 0;
    }

    static (int, int) Bits(ulong word) => unchecked(((int)((word * 0x9E3779B97F4A7C15) >> Shift), (int)((word * 0xC2B2AE3D27D4EB4F) >> Shift)));
}
