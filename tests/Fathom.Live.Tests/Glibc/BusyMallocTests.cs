using System.Globalization;
using System.IO.MemoryMappedFiles;
using Fathom.Evidence.Malloc;
using Fathom.Tests;
using Xunit.Abstractions;

namespace Fathom.Live.Tests.Glibc;

/// <summary>
/// Programs that never rest and publish what they hold, while they are walked. FATHOM_SOAK_WALKS sets how often
/// (bench/soak/walks).
/// </summary>
public sealed class BusyMallocTests(ITestOutputHelper output) : IDisposable
{
    static readonly int Walks = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_WALKS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 20;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The hardest there is: all of its arena is cut anew several times while it is read.</summary>
    [RequiresFact("gcc")]
    public void What_is_called_clean_of_one_arena_lies_between_the_least_and_the_most_that_was_live() => Check(0, atFirst: 0);

    [RequiresFact("gcc")]
    public void What_is_called_clean_of_five_arenas_lies_between_the_least_and_the_most_that_was_live() => Check(5, atFirst: 60);

    void Check(int threads, int atFirst)
    {
        File.WriteAllBytes(_folder.At("board"), new byte[4096]);
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(_folder.At("board"));
        using MemoryMappedViewAccessor view = file.CreateViewAccessor();
        Board[] boards = [.. Enumerable.Range(0, Math.Max(1, threads)).Select(i => new Board(view, i))];
        using CTarget target = new("busy", _folder.At("board"), threads.ToString(CultureInfo.InvariantCulture));
        MallocState before = MallocSays.Walk(target.Pid);
        Dictionary<ulong, (Board Board, long Own)> arenas = boards.Select(board => (board, Of(before, board)))
            .ToDictionary(each => each.Item2.Address.Value, each => (each.board, each.Item2.InUse.Bytes.Value));
        target.Unleash();

        int walks = Math.Max(1, Walks / boards.Length);
        Tally tally = new();
        for (ulong i = 1; i <= (ulong)walks; i++)
        {
            foreach (Board board in boards)
                board.Ask(i);
            MallocState state = MallocSays.Walk(target.Pid);
            foreach (Arena arena in state.Arenas)
            {
                if (arenas.TryGetValue(arena.Address.Value, out (Board Board, long Own) known))
                    tally.Add(arena, known.Own, known.Board);
            }
        }
        output.WriteLine($"walks {walks} of {boards.Length} arenas: {tally}");
        Assert.Equal(0, tally.Wrong);
        Assert.InRange(tally.Share(WalkOutcome.Clean), atFirst, 100);
        Assert.InRange(tally.Share(WalkOutcome.Clean) + tally.Share(WalkOutcome.Retried), 50, 100);
    }

    static Arena Of(MallocState state, Board board) => state.Arenas.Single(arena => arena.Threads.Contains(board.Thread));

    /// <summary>struct board of busy.c</summary>
    sealed class Board(MemoryMappedViewAccessor view, int number)
    {
        readonly long _at = 64L * number;

        internal int Thread => view.ReadInt32(_at);

        internal long Least => view.ReadInt64(_at + 16);

        internal long Most => view.ReadInt64(_at + 24);

        internal void Ask(ulong turn)
        {
            view.Write(_at + 32, turn);
            // It answers within the next of its steps.
            while (view.ReadUInt64(_at + 40) != turn)
                System.Threading.Thread.Yield();
        }
    }

    sealed class Tally
    {
        readonly int[] _ended = new int[Enum.GetValues<WalkOutcome>().Length];
        readonly Dictionary<WalkCheckKind, int> _failed = [];
        double _farthest;

        internal int Wrong { get; private set; }

        internal double Share(WalkOutcome outcome) => 100.0 * _ended[(int)outcome] / Math.Max(1, _ended.Sum());

        internal void Add(Arena arena, long own, Board board)
        {
            _ended[(int)arena.Proof.Outcome]++;
            foreach (WalkCheck check in arena.Proof.Checks.Where(check => !check.Holds))
                _failed[check.Kind] = _failed.GetValueOrDefault(check.Kind) + 1;
            if (arena.Proof.Outcome > WalkOutcome.Retried)
                return;
            (long least, long most, long found) = (board.Least, board.Most, arena.InUse.Bytes.Value - own);
            _farthest = Math.Max(_farthest, Math.Abs((2.0 * (found - least) / Math.Max(1, most - least)) - 1));
            Wrong += found < least || found > most ? 1 : 0;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"clean at first {Share(WalkOutcome.Clean):0.0} %, after retries {Share(WalkOutcome.Retried):0.0} %, approximate "
            + $"{Share(WalkOutcome.Approximate):0.0} %, failed {Share(WalkOutcome.Failed):0.0} %; did not hold: "
            + $"{string.Join(", ", _failed.Select(each => $"{each.Key} {each.Value}"))}; wrong among clean and retried: {Wrong}, "
            + $"the farthest at {100 * _farthest:0} % of the way from the middle to the least or the most");
    }
}
