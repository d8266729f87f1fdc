using Fathom.Sources.Census;

namespace Fathom.Sources.HotSpot.Holders;

/// <summary>An object in whose field the address of a chunk stands.</summary>
readonly record struct Holding(ulong Chunk, ulong Holder, int Class, int Field);

/// <summary>
/// The chunks that Java objects hold: of each group how many different ones, and who holds some of them. Which ones is
/// told by a number made of the chunk's address, so all that hold one of them are known: a collector leaves copies, and
/// a buffer shares its block with who frees it.
/// </summary>
sealed class HeldChunks(ChunkIndex index)
{
    /// <summary>Holders that are remembered: of one group, and of all.</summary>
    const int MostOfGroup = 4096;
    const int MostOfAll = 32 * 1024;
    const int LeastOfGroup = 64;
    const int Recent = 64;

    readonly ulong[]?[] _bits = new ulong[index.Blocks.Count + 1][];
    readonly Dictionary<ushort, Group> _groups = [];
    readonly Group?[] _recent = new Group?[Recent];
    int _most = MostOfGroup;
    int _remembered;

    public IEnumerable<Group> Groups => _groups.Values;

    /// <param name="inside">Whether the number may point into a chunk of any size, not only to its beginning.</param>
    public void Look(ulong number, ulong holder, int ofClass, int field, bool inside)
    {
        ChunkRef chunk = index.Find(number);
        // HotSpot's own blocks begin behind a header while NMT is on (nmt/mallocHeader.hpp).
        if (!chunk.Found)
            chunk = index.Find(unchecked(number - 16));
        if (!chunk.Found)
            chunk = index.FindInside(number);
        if (!chunk.Found || (!inside && chunk.Block >= 0 && number - chunk.User is not (0 or 16)))
            return;
        ushort group = index.GroupOf(chunk);
        if (group != ChunkIndex.NotLive)
            Take(chunk, group, new Holding(chunk.Chunk, holder, ofClass, field));
    }

    void Take(in ChunkRef chunk, ushort number, in Holding holding)
    {
        Group group = GroupOf(number);
        if (IsNew(chunk))
            group.Chunks++;
        if (!group.Remember(holding))
            return;
        _remembered++;
        if (group.Holdings.Count > _most)
            _remembered -= group.Thin(_most);
        if (_remembered > MostOfAll)
            ThinAll();
    }

    /// <summary>Millions of chunks may be held, of few groups.</summary>
    Group GroupOf(ushort number)
    {
        ref Group? recent = ref _recent[number % Recent];
        if (recent is null || recent.Number != number)
        {
            if (!_groups.TryGetValue(number, out recent))
                _groups[number] = recent = new Group(number);
        }
        return recent;
    }

    void ThinAll()
    {
        while (_remembered > MostOfAll * 3 / 4 && _most > LeastOfGroup)
        {
            _most /= 2;
            foreach (Group group in _groups.Values)
                _remembered -= group.Thin(_most);
        }
    }

    bool IsNew(in ChunkRef chunk)
    {
        int count = chunk.Block < 0 ? index.Large.Count : index.Blocks[chunk.Block].Count;
        ulong[] bits = _bits[chunk.Block + 1] ??= new ulong[(count + 63) / 64];
        ulong mask = 1UL << (chunk.Index & 63);
        bool isNew = (bits[chunk.Index >> 6] & mask) == 0;
        bits[chunk.Index >> 6] |= mask;
        return isNew;
    }

    internal sealed class Group(ushort number)
    {
        /// <summary>A chunk that thousands hold is not thinned any further.</summary>
        const int MostHalvings = 20;

        int _halvings;

        public ushort Number => number;

        /// <summary>Different chunks, all of them.</summary>
        public long Chunks { get; set; }

        public bool IsSampled => _halvings > 0;

        public List<Holding> Holdings { get; } = [];

        public bool Remember(in Holding holding)
        {
            if (!Chosen(holding.Chunk) || Holdings.Count >= 4 * MostOfGroup)
                return false;
            // Room for what is kept before some are forgotten, and not for twice as many.
            if (Holdings.Count == Holdings.Capacity && Holdings.Count is >= MostOfGroup / 2 and <= MostOfGroup)
                Holdings.Capacity = MostOfGroup + 1;
            Holdings.Add(holding);
            return true;
        }

        /// <returns>How many were forgotten.</returns>
        public int Thin(int most)
        {
            int before = Holdings.Count;
            while (Holdings.Count > most && _halvings < MostHalvings)
            {
                _halvings++;
                Holdings.RemoveAll(each => !Chosen(each.Chunk));
            }
            return before - Holdings.Count;
        }

        bool Chosen(ulong chunk) => unchecked(chunk * 0x9E3779B97F4A7C15) << 8 >> (64 - _halvings) == 0 || _halvings == 0;
    }
}
