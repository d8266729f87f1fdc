using Fathom.Evidence;
using Fathom.Evidence.Census;
using Fathom.Evidence.HeapDumps;
using Fathom.Tests.Cli;
using Fathom.Tests.Findings.Rules;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public sealed class HeapDumpViewTests
{
    static readonly HeapDump Dump = new("1.0.2", 8, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 3_418_654_799)
    {
        IsWhole = true,
        Objects = 74_700_464,
        Shallow = Bytes.FromMiB(2610),
        Classes = [new("byte[]", 11_000_000, Bytes.FromMiB(700)), new("java.util.HashMap$Node", 7_000_000, Bytes.FromMiB(213)), new("com.example.\u001b[31mRed", 1, new Bytes(16))],
        Roots = [new("thread", 21), new("JNI global", 40)],
        GlobalReferences = [new("java.lang.Class", 17), new("com.example.Listener", 9)],
        Owners =
        [
            new("java.nio.DirectByteBuffer", "memory of allocateDirect", 640, null, Bytes.FromMiB(10))
            {
                Duplicates = 2,
                LookedAt = 640,
                Holders =
                [
                    new(HolderState.Kept, "com.example.Order.buffer", 600, Bytes.FromMiB(9))
                    {
                        Root = "local variable",
                        Alike = new DumpedSize(Bytes.FromKiB(16), 512),
                        Path = ["com.example.Order.buffer", "java.util.HashMap$Node.value", "java.util.HashMap$Node[]", "java.util.HashMap.table", "com.example.Customer.orders", "java.lang.Object[]", "java.util.ArrayList.elementData"],
                    },
                    new(HolderState.Garbage, null, 40, Bytes.FromMiB(1)),
                ],
            },
            new("java.util.zip.Inflater$InflaterZStreamRef", "a zlib inflate stream", 1_185_533, 1_185_000, null)
            {
                LookedAt = 18_500,
                Holders = [new(HolderState.Kept, "com.example.List.all", 17_344, null) { Root = "static field", Path = ["java.util.zip.Inflater.zsRef", "com.example.List.all"] }, new(HolderState.Unknown, "com.example.Queue.next", 1_156, null)],
            },
            new("java.util.zip.Inflater", "refers to a zlib inflate stream", 1_185_533, null, null) { IsShell = true },
            new("java.lang.Thread", "a stack and a JavaThread", 9, 9, null) { LookedAt = 9, Holders = [new(HolderState.Kept, null, 9, null) { Root = "thread" }] },
        ],
    };

    static string Text(HeapDump dump, int columns)
    {
        StringWriter to = new();
        Snapshot snapshot = Pasted.Texts(100).Saying(dump, "x.hprof").Nmt("Other", 52, 700).Direct(640, 10).Case().Snapshot;
        HeapDumpView.Write(snapshot, columns, to);
        return to.ToString();
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    public void A_dump_is_shown_as_it_was(int columns)
    {
        string text = Text(Dump, columns);

        Golden.Matches("views", $"heap-dump.{columns}.txt", text);
        Assert.Equal(text, Call.Abroad(() => Text(Dump, columns)));
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, columns));
    }

    [Fact]
    public void Of_a_dump_that_is_cut_the_counts_are_the_least() =>
        Assert.Contains("at least 74,700,464 objects", Text(Dump with { IsWhole = false }, 160), StringComparison.Ordinal);
}
