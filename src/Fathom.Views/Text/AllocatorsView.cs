using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>Who answers malloc where that is not glibc, or where somebody is beside it; and what they hold at most.</summary>
static class AllocatorsView
{
    public static void Write(Snapshot snapshot, int columns, TextWriter to)
    {
        if (snapshot.MallocState is not { } state || (state.Allocator.Kind == AllocatorKind.Glibc && state.Others.Count == 0))
            return;
        string answers = state.Allocator.Kind == AllocatorKind.Glibc ? "glibc answers it"
            : $"{AllocatorText.Full(state.Allocator)} answers it ({AllocatorText.Because(state.Allocator.Ground)})";
        foreach (Allocator other in state.Others)
            answers += $"; {AllocatorText.Full(other)} is there too ({AllocatorText.Because(other.Ground)})";
        Paragraph.Write("malloc", answers, columns, to);
        if (snapshot.HasSizes)
            Paragraph.Write("At most", Most(Ledger.Of(snapshot)), columns, to);
    }

    static string Most(Ledger ledger)
    {
        Amounts unsplit = ledger.Lines.Where(line => line.Account == Accounts.MallocUnsplit)
            .Aggregate(default(Amounts), (sum, line) => sum + line.Amounts);
        return $"{SizeText.Of((ledger.Unexplained + unsplit).Resident)} in memory can be of an allocator that is not read: "
            + $"{SizeText.Of(unsplit.Resident)} is malloc's by its place (malloc/unsplit), {SizeText.Of(ledger.Unexplained.Resident)} has no owner";
    }
}
