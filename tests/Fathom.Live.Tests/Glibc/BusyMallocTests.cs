using System.Globalization;
using System.IO.MemoryMappedFiles;
using Fathom.Evidence.Malloc;
using Fathom.Tests;
using Xunit.Abstractions;

namespace Fathom.Live.Tests.Glibc;

/// <summary>
/// A program that never rests and publishes what it holds, while it is walked. FATHOM_SOAK_WALKS sets how often
/// (bench/soak/walks).
/// </summary>
public sealed class BusyMallocTests(ITestOutputHelper output) : IDisposable
{
    static readonly int Walks = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_WALKS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 20;

    // struct board of busy.c
    const int Least = 16;
    const int Most = 24;
    const int Asked = 32;
    const int Answered = 40;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void What_is_called_clean_lies_between_the_least_and_the_most_that_was_live()
    {
        File.WriteAllBytes(_folder.At("board"), new byte[4096]);
        using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(_folder.At("board"));
        using MemoryMappedViewAccessor board = file.CreateViewAccessor();
        using CTarget target = new("busy", _folder.At("board"));
        long own = MallocSays.Walk(target.Pid).InUse.Bytes.Value;
        target.Unleash();

        int[] ended = new int[Enum.GetValues<WalkOutcome>().Length];
        Dictionary<WalkCheckKind, int> failed = [];
        for (ulong i = 1; i <= (ulong)Walks; i++)
        {
            Ask(board, i);
            MallocState state = MallocSays.Walk(target.Pid);
            (long least, long most) = (board.ReadInt64(Least), board.ReadInt64(Most));
            ended[(int)state.Outcome]++;
            foreach (WalkCheck check in state.Arenas.SelectMany(arena => arena.Proof.Checks).Where(check => !check.Holds))
                failed[check.Kind] = failed.GetValueOrDefault(check.Kind) + 1;
            if (state.Outcome <= WalkOutcome.Retried)
                Assert.InRange(state.InUse.Bytes.Value - own, least, most);
        }
        output.WriteLine($"walks {Walks}: {string.Join(", ", Enum.GetValues<WalkOutcome>().Select(each => $"{each} {ended[(int)each]}"))}; "
            + $"did not hold: {string.Join(", ", failed.Select(each => $"{each.Key} {each.Value}"))}; wrong among clean and retried: 0");
        Assert.InRange(ended[(int)WalkOutcome.Clean] + ended[(int)WalkOutcome.Retried], Walks / 2, Walks);
    }

    static void Ask(MemoryMappedViewAccessor board, ulong turn)
    {
        board.Write(Asked, turn);
        // It answers within the next of its steps.
        while (board.ReadUInt64(Answered) != turn)
            Thread.Yield();
    }
}
