using System.IO.MemoryMappedFiles;
using Fathom.Evidence.Malloc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Glibc;

/// <summary>A program that never rests and publishes what it holds, while it is walked.</summary>
public sealed class BusyMallocTests : IDisposable
{
    const int Walks = 20;

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

        int believed = 0;
        for (ulong i = 1; i <= Walks; i++)
        {
            Ask(board, i);
            MallocState state = MallocSays.Walk(target.Pid);
            (long least, long most) = (board.ReadInt64(Least), board.ReadInt64(Most));
            if (state.Outcome > WalkOutcome.Retried)
                continue;
            believed++;
            Assert.InRange(state.InUse.Bytes.Value - own, least, most);
        }
        Assert.InRange(believed, Walks / 2, Walks);
    }

    static void Ask(MemoryMappedViewAccessor board, ulong turn)
    {
        board.Write(Asked, turn);
        // It answers within the next of its steps.
        while (board.ReadUInt64(Answered) != turn)
            Thread.Yield();
    }
}
