using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Tests.Accounting;

public sealed class JavaStackTests
{
    static readonly AddressRange Stack = Made.Range(10, 20);

    [Fact]
    public void A_stack_without_a_mark_is_where_the_JVM_says() =>
        Assert.Equal("stacks/java/worker-*", Assert.Single(Of(mark: null).Lines).Account);

    [Fact]
    public void A_mark_in_the_memory_is_believed_before_the_JVMs_list()
    {
        Ledger ledger = Of(mark: Made.Range(12, 20));

        Assert.Equal(Bytes.FromPages(8), Assert.Single(ledger.Lines).Amounts.Resident);
        Assert.Equal(Bytes.FromPages(2), ledger.Unexplained.Resident);
    }

    /// <summary>The JVM knows the thread by the number it has in its own namespace, where nothing else tells who it is.</summary>
    static Ledger Of(AddressRange? mark)
    {
        PageRuns.Builder pages = new();
        pages.Add(new PageRun(Stack.Start, 10, PageKind.Present));
        return Ledger.Of(new Snapshot
        {
            TakenAt = default,
            Target = new Target { Pid = 1 },
            Status = new ProcessStatus { Resident = Bytes.FromPages(10) },
            Mappings = [new Mapping(Stack, Access.Read | Access.Write, 0, default, 0, "", false)],
            Pages = pages.Build(),
            Threads = [new ThreadStack(4242, "worker-1", mark)],
            JvmState = new JvmState { Threads = [new JavaThread(7, "worker-1", Stack, 0, null)] },
            Cost = Cost.None,
        });
    }
}
