using System.Runtime.InteropServices;

namespace Fathom.Sources.Census;

/// <summary>
/// Says of what nothing refers to whether it is lost. Where registers were not read, each thread may hold a few
/// addresses there that stand nowhere else: then only more chunks than that, to none of which another one leads, are lost,
/// and what these lead to.
/// </summary>
sealed class ReachRest(ReachLook look, ChunkIndex groups)
{
    // Marks for the time of the judgement.
    const byte Referred = 243;

    // Six survive a call (System V ABI for x86-64, 3.2.1); two with addresses of the same kind of chunk are already rare.
    const int AddressesOfThread = 2;

    readonly ReachSpread _spread = look.Spread;
    readonly ReachMarks _marks = look.Spread.Marks;

    public void AllAre(byte label) => Each(ReachLabels.NotReached, (in ChunkRef chunk) => _marks[chunk] = label);

    public void JudgeByHeads(int threads)
    {
        _spread.Use(Referred, follows: false);
        Each(ReachLabels.NotReached, (in ChunkRef chunk) => _spread.Wait(chunk));
        if (_spread.Drain())
            NoteLost(CountHeads(), AddressesOfThread * threads);
        AllAre(ReachLabels.Registers);
        Each(Referred, (in ChunkRef chunk) => _marks[chunk] = ReachLabels.Registers);
    }

    Dictionary<ushort, int> CountHeads()
    {
        Dictionary<ushort, int> heads = [];
        Each(ReachLabels.NotReached, (in ChunkRef chunk) => CollectionsMarshal.GetValueRefOrAddDefault(heads, GroupOf(chunk), out _)++);
        return heads;
    }

    void NoteLost(Dictionary<ushort, int> heads, int room)
    {
        _spread.Use(ReachLabels.Lost, over: Referred);
        Each(ReachLabels.NotReached, (in ChunkRef chunk) =>
        {
            ushort group = GroupOf(chunk);
            if (group == ChunkIndex.NotLive || heads[group] <= room)
                return;
            _marks[chunk] = ReachLabels.Lost;
            _spread.Wait(chunk);
        });
        _spread.Drain();
    }

    ushort GroupOf(in ChunkRef chunk) => groups.Find(chunk.User) is { Found: true } same ? groups.GroupOf(same) : ChunkIndex.NotLive;

    void Each(byte label, ReachChunks.Take take) => ReachChunks.Each(look.Index, _marks, label, take);
}
