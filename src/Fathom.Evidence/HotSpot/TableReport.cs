namespace Fathom.Evidence.HotSpot;

/// <summary>The answer to VM.stringtable or VM.symboltable: the table, and the CDS archive's from 21 on.</summary>
public sealed record TableReport
{
    public IReadOnlyList<TableStats> Tables { get; init; } = [];

    public IReadOnlyList<UnreadLine> Unread { get; init; } = [];
}
