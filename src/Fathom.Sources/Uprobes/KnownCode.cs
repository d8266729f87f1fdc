using Fathom.Evidence;

namespace Fathom.Sources.Uprobes;

/// <summary>Tells a block of code from another that is put into its place: each compilation has a number of its own (compileBroker.cpp, assign_compile_id).</summary>
/// <param name="Name">A C string of the library's own.</param>
/// <param name="Number">0 where nothing was compiled.</param>
readonly record struct CodeMark(bool IsUsed, Address Name, int Bytes, int FrameWords, int Number);

interface ICodeBlocks
{
    /// <summary>The code in the block that holds the address now.</summary>
    Address? Find(Address pc);

    /// <summary>Null where nothing can be read.</summary>
    CodeMark? MarkOf(Address code);

    /// <summary>Null where no call returns to there.</summary>
    CodeOfJava? Read(Address code, CodeMark mark, ulong pc, bool isCall);
}

/// <summary>
/// What was found of addresses in code. Code is thrown away and other code put into its place: what is remembered is held against the
/// blocks in each round of records. Where one has taken another's place since, which of the two a record met is not known.
/// </summary>
sealed class KnownCode(ICodeBlocks blocks, TimeProvider? clock = null)
{
    const int MostKnown = 100_000;

    /// <param name="Code">Null while there is doubt.</param>
    readonly record struct Known(Address Block, CodeMark Mark, CodeOfJava? Code, RecordRounds.Doubt Doubt);

    readonly Dictionary<ulong, Known> _known = [];
    readonly Dictionary<Address, CodeMark?> _marks = [];
    readonly RecordRounds _rounds = new(clock ?? TimeProvider.System);

    public void BeginRound(bool lastWasWhole = true)
    {
        _rounds.Begin(lastWasWhole);
        _marks.Clear();
    }

    public CodeOfJava? Find(ulong pc, bool isCall)
    {
        if (!_known.TryGetValue(pc, out Known known))
            return Look(pc, isCall);
        if (known.Code is null)
            return _rounds.IsOver(known.Doubt) ? Look(pc, isCall) : null;
        if (IsThere(known, pc))
            return known.Code;
        _known[pc] = new Known(default, default, null, _rounds.FromNow());
        return null;
    }

    /// <summary>Or has gone, and nothing else is there.</summary>
    bool IsThere(Known known, ulong pc)
    {
        if (!_marks.TryGetValue(known.Block, out CodeMark? mark))
            _marks[known.Block] = mark = blocks.MarkOf(known.Block);
        return mark == known.Mark || blocks.Find(new Address(pc)) is null;
    }

    /// <summary>What is not found is not remembered: it may be compiled in the next moment.</summary>
    CodeOfJava? Look(ulong pc, bool isCall)
    {
        if (blocks.Find(new Address(pc)) is not { } block || blocks.MarkOf(block) is not { IsUsed: true } mark
            || blocks.Read(block, mark, pc, isCall) is not { } code || blocks.MarkOf(block) != mark)
            return null;
        if (_known.Count >= MostKnown)
            _known.Clear();
        _known[pc] = new Known(block, mark, code, default);
        return code;
    }
}
