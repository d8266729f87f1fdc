using System.Runtime.InteropServices;
using Fathom.Accounting;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Evidence.Tracing;
using Fathom.Sources.Elf;
using Fathom.Sources.Probe;

namespace Fathom.Tests.Sources.Probe;

/// <summary>The target may write what it likes into the table: it is read to its end all the same.</summary>
public unsafe class HostileTableTests
{
    [Fact]
    public void Any_contents_are_read_without_an_exception()
    {
        Random random = new(20);
        byte* memory = (byte*)NativeMemory.AllocZeroed(ProbeLayout.Bytes);
        Span<byte> bytes = new(memory, ProbeLayout.Bytes);
        using ProbeTable table = ProbeTable.At(memory);
        for (int round = 0; round < 40; round++)
        {
            Spoil(bytes, random, round);
            AllocationProfile profile = new TraceReading(table, new Symbolizer([], _ => default), new TracedMethods(table, null))
                .Read("hostile", TimeSpan.FromSeconds(random.Next(3)), TimeSpan.FromSeconds(random.Next(100)), new Dictionary<int, string>(), TraceMoment.Of(table, TimeSpan.Zero, TimeSpan.FromSeconds(1))).Profile;

            IReadOnlySet<(ulong, uint)> living = table.Living().Select(each => (each.At, each.Entry.Milliseconds)).ToHashSet();
            (AllocationProfile stacks, IReadOnlyList<TracedBlock> blocks) = new TraceReading(table, new Symbolizer([], _ => default), new TracedMethods(table, null)).ReadBlocks("hostile", living);
            Assert.True(blocks.Count <= ProbeLayout.Entries && blocks.All(block => block.Bytes >= 0 && (uint)block.Stack < (uint)stacks.Stacks.Count));
            ThreadUsage.Ended([], new TracedBlocks(stacks, blocks, table.MadeByThread(), new TraceFigures(TimeSpan.Zero, TimeSpan.Zero, Bytes.Zero)));

            LoneFrames.Of(table, [], new HashSet<ImageIdentity>(), _ => true);

            Assert.True(profile.Stacks.Count <= ProbeLayout.Stacks * 192 + 1);
            for (int i = 0; i < profile.Samples.Count; i++)
                Assert.All(profile.Samples.Of(i).ToArray(), value => Assert.True(value >= 0));
        }
        NativeMemory.Free(memory);
    }

    /// <summary>Whole rubbish, or single words of it in what is nearly right.</summary>
    static void Spoil(Span<byte> bytes, Random random, int round)
    {
        if (round % 2 == 0)
        {
            random.NextBytes(bytes);
            return;
        }
        bytes.Clear();
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong[] extremes = [1, 2, ulong.MaxValue, long.MaxValue, uint.MaxValue, 1UL << 63, 3UL << 62, (1UL << 63) | uint.MaxValue, 0xFUL << 60, 16384, 393216];
        for (int i = 0; i < 200_000; i++)
            words[random.Next(words.Length)] = extremes[random.Next(extremes.Length)];
    }
}
