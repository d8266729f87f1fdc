using System.Globalization;
using System.IO.Compression;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;
using Fathom.Sources;
using Fathom.Sources.Core;
using Fathom.Sources.Glibc;
using Fathom.Sources.Pages;
using Fathom.Tests.Cli;

namespace Fathom.Tests.Sources.Glibc;

/// <summary>Cores of a small program (tests/cores.sh), on three glibcs, with what its own malloc said of itself.</summary>
public sealed class MallocCoreTests : IDisposable
{
    /// <summary>FATHOM_SOAK_FLIPS sets how many bytes are changed in all (bench/soak/walks).</summary>
    static readonly int Flips = int.TryParse(Environment.GetEnvironmentVariable("FATHOM_SOAK_FLIPS"), NumberStyles.None,
        CultureInfo.InvariantCulture, out int asked) ? asked : 3000;

    static readonly string Cores = Path.Combine(Golden.Corpus, "malloc", "cores");

    readonly TemporaryFolder _folder = new();

    static readonly string[] Kept = ["2.31", "2.36", "2.43"];

    public static TheoryData<string> Versions => [.. Kept];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_malloc_said_of_itself_is_in_its_core(string version)
    {
        MallocState state = CoreLook.At(Unpacked(version), new LookOptions { Arenas = true }).Value.MallocState!;

        Assert.Equal(WalkOutcome.Clean, state.Outcome);
        Assert.All(state.Arenas, arena => Assert.Contains(arena.Proof.Checks, check => check.Kind == WalkCheckKind.FreeLists));
        Assert.Equal(Said(version, "arena"), state.Arenas.Select(arena => ((long)arena.Number, arena.System.Value)));
        Assert.Equal(Said(version, "peak"), state.Arenas.Select(arena => ((long)arena.Number, arena.MaxSystem.Value)));
        if (Said(version, "fast") is { Count: > 0 } fast)
            Assert.Equal(fast, state.Arenas.Select(arena => (arena.Fastbin.Count, arena.Fastbin.Bytes.Value)));
        // The top is one of them.
        Assert.Equal(Said(version, "rest").Select(each => each.Count - 1), state.Arenas.Select(arena => arena.Free.Count));
        Assert.Equal([(0, state.Arenas[0].Top.Value)], Said(version, "top"));
        Assert.Equal([(state.Mmapped.Chunks.Count, state.Mmapped.Chunks.Bytes.Value)], Said(version, "mmapped"));
        (long marked, long size) = Assert.Single(Said(version, "marked"));
        Assert.Equal(marked, state.Arenas[0].SizeClasses.Single(each => each.ChunkSize.Value == size).Total.Count);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Its_answer_is_the_one_that_was_kept(string version)
    {
        string core = Unpacked(version);

        Call call = Call.Wide(160, "arenas", "--bins", core);

        Assert.Equal(0, call.ExitCode);
        // The gaps at the end name the file, which lies elsewhere each time.
        Golden.Matches("malloc", $"core-{version}.txt", call.Out[..call.Out.IndexOf("Missing:", StringComparison.Ordinal)]);
    }

    [Fact]
    public void A_captured_heap_with_bytes_changed_ends_in_bounded_time()
    {
        Random random = new(4711);
        Captured[] captured = [.. Kept.Select(version => Captured.Of(Unpacked(version)))];
        for (int i = 0, done = 0; done < Flips; i++)
        {
            Captured one = captured[i % captured.Length];
            List<(byte[] Part, int At, byte Was)> changed = [];
            for (int flips = random.Next(1, 40); flips > 0; flips--, done++)
            {
                byte[] part = one.Parts[random.Next(one.Parts.Count)];
                // Half of them where headers of heaps, arenas and first chunks are.
                int at = random.Next(random.Next(2) == 0 ? part.Length : Math.Min(part.Length, 16384));
                changed.Add((part, at, part[at]));
                part[at] = (byte)random.Next(256);
            }
            if (one.Walk().Try(out MallocState? state, out _))
            {
                foreach (ArenaHeap heap in state.Arenas.SelectMany(arena => arena.Heaps))
                    Assert.InRange(heap.Resident.Total.Value, 0, heap.Range.Length.Value);
            }
            changed.Reverse();
            foreach ((byte[] part, int at, byte was) in changed)
                part[at] = was;
        }
    }

    string Unpacked(string version)
    {
        string to = _folder.At(version + ".core");
        using FileStream from = File.OpenRead(Path.Combine(Cores, version + ".core.gz"));
        using GZipStream unpacked = new(from, CompressionMode.Decompress);
        using FileStream into = File.Create(to);
        byte[] block = new byte[64 * 1024];
        // Most of it is what nobody touched.
        for (int got; (got = unpacked.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)) > 0; into.Position += got)
        {
            if (!block.AsSpan(0, got).ContainsAnyExcept((byte)0))
                continue;
            into.Write(block, 0, got);
            into.Position -= got;
        }
        into.SetLength(into.Position);
        return to;
    }

    static List<(long Count, long Bytes)> Said(string version, string name) =>
    [
        .. File.ReadAllLines(Path.Combine(Cores, version + ".said")).Select(line => line.Split(' ')).Where(words => words[0] == name)
            .Select(words => (Hex(words[1]), Hex(words[2]))),
    ];

    static long Hex(string word) => long.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>What of a core can be written to, in arrays.</summary>
    sealed class Captured(Snapshot snapshot, FakeMemory memory) : IPages
    {
        internal List<byte[]> Parts { get; } = [];

        internal static Captured Of(string path)
        {
            Snapshot snapshot = CoreLook.At(path, new LookOptions()).Value;
            using CoreFile core = CoreFile.Open(path).Value;
            FakeMemory memory = new();
            Captured captured = new(snapshot, memory);
            foreach (PageRun run in snapshot.Pages!)
            {
                byte[] bytes = new byte[run.Range.Length.Value];
                core.Memory.Read(run.Start, bytes);
                memory.Put(run.Start.Value, bytes);
                if (MappingTable.Find(snapshot.Mappings, run.Start) is { } mapping && (mapping.Access & Access.Write) != 0)
                    captured.Parts.Add(bytes);
            }
            return captured;
        }

        public Result<PageRuns> Scan(IReadOnlyList<Mapping> mappings) => snapshot.Pages!;

        internal Result<MallocState> Walk() => MallocWalk.Walk(
            snapshot with { Malloc = MallocSearch.Find(memory, snapshot.Mappings, snapshot.Pages!, []) }, memory, memory, this);
    }
}
