using Fathom.Evidence;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Kernel;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Kernel;

public class OsBeginningTests
{
    const string Maps = """
        55d000000000-55d000010000 rw-p 00000000 00:00 0                          [heap]
        7f0000000000-7f0000100000 rw-p 00000000 00:00 0 
        7f0000100000-7f0004000000 ---p 00000000 00:00 0 
        7f0008000000-7f0008100000 rw-p 00000000 00:00 0 
        7f0010000000-7f0010100000 r--p 00000000 08:01 77                         /lib/libc.so.6
        ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]

        """;

    [Fact]
    public void What_was_there_before_is_nobodys_until_it_changes()
    {
        TracedSpace space = Begun();
        Assert.All(space.Rows(), row => Assert.Equal((null, 0UL), (row.Tid, row.Mapped)));
        Assert.Equal(1, space.Rows().Single(row => row.Kind == RangeKind.ArenaHeap).ArenaHeaps);

        // malloc grows the heap of an arena, another thread the program's break; a third gives back a part of what was there.
        space.Apply(new TracedCall(CallName.Protect) { Address = 0x7f0000100000, Length = 0x3000, IsUsable = true }, 7, 0, []);
        space.Apply(new TracedCall(CallName.Break) { Address = 0x55d000021000, Result = 0x55d000021000 }, 8, 0, []);
        space.Apply(new TracedCall(CallName.Unmap) { Address = 0x7f0008080000, Length = 0x80000 }, 9, 0, []);

        Assert.Equal(
            [(RangeKind.ArenaHeap, 7, 0x3000L), (RangeKind.Break, 8, 0x11000), (RangeKind.Memory, null, -0x80000)],
            space.Rows().Where(row => row.Net != 0).OrderByDescending(row => row.Kind == RangeKind.ArenaHeap).ThenByDescending(row => row.Kind).Select(row => (row.Kind, row.Tid, unchecked((long)row.Net))));
        Assert.Equal(0x80000UL, space.Rows().Single(row => row.Tid == 9).Released);
    }

    [Fact]
    public void A_heap_that_is_used_up_is_one_still()
    {
        Mapping whole = Assert.Single(MapsText.Parse("7f0000000000-7f0004000000 rw-p 00000000 00:00 0 \n"u8, "maps").Value);
        TracedSpace space = new(1);

        OsBeginning.Take([whole], space);

        Assert.Equal(RangeKind.ArenaHeap, Assert.Single(space.Rows()).Kind);
    }

    [Fact]
    public void Any_calls_on_it_are_counted_without_an_exception()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            TracedSpace space = Begun();
            for (int i = 0; i < 200; i++)
            {
                TracedCall call = new(Enum.GetValues<CallName>()[random.Next(1, 9)])
                {
                    Address = Value(random),
                    Length = Value(random),
                    NewLength = Value(random),
                    Result = Value(random),
                    IsUsable = random.Next(2) == 0,
                    IsAnonymous = random.Next(3) > 0,
                    IsUncounted = random.Next(2) == 0,
                    IsStack = random.Next(9) == 0,
                };
                if (call.Name is not (CallName.Execute or CallName.Clone) && TracedSpace.IsPossible(call))
                    space.Apply(call, random.Next(1, 5), random.Next(3), []);
            }
            _ = space.Rows();
        }
    }

    static ulong Value(Random random) => random.Next(5) switch
    {
        0 => (ulong)random.NextInt64(1L << 57),
        1 => 4096UL * (ulong)random.Next(1 << 16),
        2 => 0x7f0000000000 + 4096UL * (ulong)random.Next(1 << 17),
        3 => 64UL << 20,
        _ => 128UL << 20,
    };

    static TracedSpace Begun()
    {
        TracedSpace space = new(1);
        OsBeginning.Take(MapsText.Parse(System.Text.Encoding.ASCII.GetBytes(Maps), "maps").Value, space);
        return space;
    }
}
