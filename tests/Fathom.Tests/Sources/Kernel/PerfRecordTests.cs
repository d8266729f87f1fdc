using System.Buffers.Binary;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Kernel;

namespace Fathom.Tests.Sources.Kernel;

public class PerfRecordTests
{
    static readonly ulong[] Registers = [3, 4096, 0, 0x7ffc00000100, 0x7ffc00000000, 0x7f0000001000, ulong.MaxValue, 0x22];

    [Fact]
    public void A_sample_is_cut_into_its_parts()
    {
        byte[] stack = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

        Assert.True(PerfRecord.TryParse(MadeRecord.Call(9, 0x7f1100000000, Registers, stack: stack), MadeRecord.CallParts, PerfPlan.RegisterCount, out PerfRecord sample));

        Assert.Equal((77UL, 7, 8, 9UL), (sample.Id, sample.Pid, sample.Tid, sample.Time));
        Assert.Equal([unchecked((ulong)-512), 0x7f0000001000, 0x1234], sample.Chain.ToArray());
        Assert.Equal(Registers, sample.Registers.ToArray());
        Assert.Equal(stack, sample.Stack.ToArray());
        Assert.Equal(28, sample.Raw.Length);
    }

    [Fact]
    public void Of_the_stack_only_what_was_there_counts()
    {
        byte[] record = MadeRecord.Call(9, 1, Registers, stack: new byte[64]);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(record.Length - 8), 24);
        Assert.True(PerfRecord.TryParse(record, MadeRecord.CallParts, PerfPlan.RegisterCount, out PerfRecord sample));
        Assert.Equal(24, sample.Stack.Length);

        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(record.Length - 8), 65);
        Assert.False(PerfRecord.TryParse(record, MadeRecord.CallParts, PerfPlan.RegisterCount, out _));
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception() => Fuzz.Everywhere(MadeRecord.Call(9, 0x7f1100000000, Registers, stack: new byte[64]), static bytes =>
    {
        if (PerfRecord.TryParse(bytes, MadeRecord.CallParts, PerfPlan.RegisterCount, out PerfRecord sample) && OsCall.TryParse(sample, out TracedCall call) && !call.Failed)
            _ = TracedSpace.IsPossible(call);
        PerfRecord.LostOf(bytes);
        _ = PerfRecord.TryParseNews(bytes, out _);
    });

    [Fact]
    public void Names_of_threads_end_where_they_end()
    {
        byte[] body = [.. BitConverter.GetBytes(7), .. BitConverter.GetBytes(8), .. "import-3\0rest..."u8, .. BitConverter.GetBytes(1L), .. BitConverter.GetBytes(55L), .. BitConverter.GetBytes(2L)];

        Assert.True(PerfRecord.TryParseNews(MadeRecord.Whole(PerfRecord.Comm, body), out ThreadNews news));

        Assert.Equal(new ThreadNews(55, 8, 0, "import-3"), news);

        byte[] program = MadeRecord.Whole(PerfRecord.Comm, body);
        BinaryPrimitives.WriteUInt16LittleEndian(program.AsSpan(4), 1 << 13);
        Assert.True(PerfRecord.TryParseNews(program, out news));
        Assert.True(news.IsProgram);
    }

    [Theory]
    [InlineData(9, 0x7f0000000000, "Map")]
    [InlineData(11, 0, "Unmap")]
    [InlineData(25, 0x7f0000000000, "Remap")]
    [InlineData(10, 0, "Protect")]
    [InlineData(12, 0x55000000, "Break")]
    [InlineData(28, 0, "Advise")]
    public void Each_call_has_its_arguments_in_its_registers(int number, long result, string name)
    {
        TracedCall call = Of(number, result, [4, 4096, 0x7e0000000000, 0, 0, 0, 0, 0x4022]);

        Assert.Equal((Enum.Parse<CallName>(name), false, 0x7e0000000000UL), (call.Name, call.Failed, call.Address));
        Assert.Equal(number == 12 ? 0UL : 4096, call.Length);
        Assert.Equal(number is 9 or 25 or 12 ? (ulong)result : 0, call.Result);
        Assert.Equal(number is 9, call.IsAnonymous && call.IsUncounted && !call.IsFixed && !call.IsStack);
        Assert.Equal(number == 28, call.GivesBack);
    }

    [Theory]
    [InlineData(0UL, false)]
    [InlineData(1UL, true)]
    [InlineData(3UL, true)]
    [InlineData(0x01000000UL, false)]
    public void Without_access_it_cannot_be_used(ulong protection, bool isUsable) => Assert.Equal(isUsable, Of(9, 0x1000, [protection, 4096, 0, 0, 0, 0, 0, 0x22]).IsUsable);

    [Fact]
    public void What_failed_says_so()
    {
        Assert.True(Of(9, -12, Registers).Failed);
        Assert.False(Of(9, unchecked((long)0xffff_ffff_ffff_0000), Registers).Failed);
        Assert.True(Of(9, 0x7f0000000000, [3, 4096, 0, 0, 0, 0, 0, 0x20022]).IsStack);
        Assert.False(Of(28, 0, [3, 4096, 0, 0, 0, 0, 0, 0]).GivesBack);
    }

    static TracedCall Of(int number, long result, ulong[] registers)
    {
        Assert.True(PerfRecord.TryParse(MadeRecord.Call(number, result, registers), MadeRecord.CallParts, PerfPlan.RegisterCount, out PerfRecord sample));
        Assert.True(OsCall.TryParse(sample, out TracedCall call));
        return call;
    }
}
