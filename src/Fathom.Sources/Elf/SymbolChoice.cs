namespace Fathom.Sources.Elf;

/// <summary>The best of the symbols that have one name.</summary>
struct SymbolChoice
{
    int _rank;

    public ElfSymbol? Best { get; private set; }

    public bool IsAmbiguous { get; private set; }

    public void Offer(ElfSymbol symbol, bool isDefaultVersion)
    {
        if (!symbol.IsDefined)
            return;
        int rank = (isDefaultVersion ? 10 : 0) + RankOf(symbol.Binding);
        if (Best is { } best && rank <= _rank)
        {
            IsAmbiguous |= rank == _rank && symbol.Value != best.Value;
            return;
        }
        (Best, _rank, IsAmbiguous) = (symbol, rank, false);
    }

    static int RankOf(SymbolBinding binding) => binding switch
    {
        SymbolBinding.Global or SymbolBinding.Unique => 3,
        SymbolBinding.Weak => 2,
        _ => 1,
    };
}
