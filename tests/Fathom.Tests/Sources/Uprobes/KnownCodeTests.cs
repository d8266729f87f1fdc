using Fathom.Evidence;
using Fathom.Sources.Uprobes;

namespace Fathom.Tests.Sources.Uprobes;

/// <summary>Code that comes late, goes, and gives its place to other code: what a record met is named, or it is not.</summary>
public class KnownCodeTests
{
    const ulong Pc = 0x10_0123;

    static readonly Address Place = new(0x10_0000), Inner = new(0x10_0100);

    readonly HandMade _blocks = new();
    readonly HandClock _clock = new();
    readonly KnownCode _known;

    public KnownCodeTests() => _known = new KnownCode(_blocks, _clock);

    [Fact]
    public void Compiled_after_it_was_missed()
    {
        Assert.Null(InNextRound());

        _blocks.Put(Place, 1);

        Assert.Equal(1, _known.Find(Pc, isCall: true)?.FrameBytes);
    }

    [Fact]
    public void The_same_in_each_round()
    {
        _blocks.Put(Place, 1);

        for (int i = 0; i < 5; i++)
            Assert.Equal(1, InNextRound()?.FrameBytes);
        Assert.Equal(1, _blocks.Reads);
    }

    [Fact]
    public void What_has_gone_is_what_a_record_met()
    {
        _blocks.Put(Place, 1);
        InNextRound();

        _blocks.Free();

        Assert.Equal(1, InNextRound()?.FrameBytes);
    }

    /// <summary>A record that waited met the one or the other: neither name is certain until no such record can be left.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Other_code_at_its_place(bool atAnotherStart)
    {
        _blocks.Put(Place, 1);
        InNextRound();

        _blocks.Free();
        _blocks.Put(atAnotherStart ? Inner : Place, 2);

        Assert.Null(InNextRound());
        Assert.Null(InNextRound());
        Assert.Equal(2, InNextRound()?.FrameBytes);
    }

    /// <summary>One that is not finished yet stops each round before it, however many there are.</summary>
    [Fact]
    public void Rounds_without_time_end_no_doubt()
    {
        _blocks.Put(Place, 1);
        InNextRound();
        _blocks.Put(Place, 2);

        for (int i = 0; i < 1000; i++)
        {
            _known.BeginRound();
            Assert.Null(_known.Find(Pc, isCall: true));
        }
        Assert.Equal(2, InNextRound()?.FrameBytes);
    }

    [Fact]
    public void Time_without_rounds_ends_no_doubt()
    {
        _blocks.Put(Place, 1);
        InNextRound();
        _blocks.Put(Place, 2);
        Assert.Null(InNextRound());

        _clock.Now += TimeSpan.FromHours(1);

        Assert.Null(_known.Find(Pc, isCall: true));
        Assert.Null(InNextRound());
        Assert.Equal(2, InNextRound()?.FrameBytes);
    }

    [Fact]
    public void Exchanged_while_it_is_read()
    {
        _blocks.Put(Place, 1);
        _blocks.WhileRead = () => _blocks.Put(Place, 2);

        Assert.Null(InNextRound());
    }

    [Fact]
    public void Where_no_call_returns_to_was_other_code()
    {
        _blocks.Put(Place, 0);

        Assert.Null(InNextRound());
    }

    [Fact]
    public void A_method_whose_place_another_has_taken()
    {
        (string, string)? names = ("A", "a");
        LiveMethods methods = new(_ => names, _clock);
        LiveMethod? first = methods.Of(Place);
        methods.BeginRound();
        Assert.Same(first, methods.Of(Place));

        names = ("B", "b");
        methods.BeginRound();
        Assert.Null(methods.Of(Place));
        Assert.Equal("B", methods.Now(Place)?.Owner);
        methods.BeginRound();
        Assert.Null(methods.Of(Place));
        methods.BeginRound();
        Assert.Null(methods.Of(Place));
        _clock.Now += RecordRounds.LongestUnfinished;
        Assert.Equal("b", methods.Of(Place)?.Name);

        // What has gone had the names by which it was known.
        names = null;
        methods.BeginRound();
        Assert.Equal("b", methods.Of(Place)?.Name);
    }

    CodeOfJava? InNextRound()
    {
        _clock.Now += RecordRounds.LongestUnfinished;
        _known.BeginRound();
        return _known.Find(Pc, isCall: true);
    }

    sealed class HandClock : TimeProvider
    {
        internal TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    /// <summary>One block at a time; what stands in a freed one stays.</summary>
    sealed class HandMade : ICodeBlocks
    {
        readonly Dictionary<Address, CodeMark> _marks = [];
        Address? _used;

        internal int Reads { get; private set; }

        internal Action? WhileRead { get; set; }

        internal void Put(Address place, int number) => _marks[(_used = place).Value] = new CodeMark(true, Place, 512, number, number);

        internal void Free()
        {
            _marks[_used!.Value] = _marks[_used.Value] with { IsUsed = false };
            _used = null;
        }

        public Address? Find(Address pc) => _used;

        public CodeMark? MarkOf(Address code) => _marks.TryGetValue(code, out CodeMark mark) ? mark : null;

        public CodeOfJava? Read(Address code, CodeMark mark, ulong pc, bool isCall)
        {
            Reads++;
            WhileRead?.Invoke();
            return mark.Number > 0 ? new CodeOfJava(mark.Number, false, []) : null;
        }
    }
}
