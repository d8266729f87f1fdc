using Fathom.Accounting;
using Fathom.Accounting.Census;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Evidence.Malloc;
using Fathom.Findings;

namespace Fathom.Tests.Findings;

/// <summary>
/// A case put together from its figures, on top of an idle JVM of 80 MiB. Accounts are bytes in memory; what the census
/// names stands on an account of malloc, too.
/// </summary>
sealed class Observed
{
    readonly Dictionary<string, long> _accounts = new(StringComparer.Ordinal)
    {
        ["java/heap/eden"] = 34 << 20,
        ["files/libraries/libjvm.so"] = 20 << 20,
        ["java/cds"] = 12 << 20,
        ["java/metaspace/nonclass"] = 1 << 20,
    };

    readonly List<CensusRow> _rows = [new() { Owner = "libjvm.so", Structure = "blocks", Count = 900, Bytes = Bytes.FromMiB(4), Resident = Bytes.FromMiB(4) }];

    public static Observed Idle => new();

    public Observed On(string account, long mib)
    {
        _accounts[account] = _accounts.GetValueOrDefault(account) + (mib << 20);
        return this;
    }

    public Observed Census(CensusRow row, long mib)
    {
        _rows.Add(row with { Bytes = row.Bytes == Bytes.Zero ? Bytes.FromMiB(mib) : row.Bytes, Resident = Bytes.FromMiB(mib) });
        return this;
    }

    public Func<Snapshot, Snapshot> And { get; set; } = snapshot => snapshot;

    /// <summary>What the JVM says of itself.</summary>
    public Observed Jvm(Func<JvmState, JvmState> change) => With(snapshot => snapshot with { JvmState = change(snapshot.JvmState!) });

    public Observed Figures(Func<JvmFigures, JvmFigures> change) => Jvm(jvm => jvm with { Figures = change(jvm.Figures ?? new()) });

    public Observed Flag(string name, string value) => Jvm(jvm => jvm with { Flags = [.. jvm.Flags, new VmFlag(name, value)] });

    public Observed Flag(string name, long mib) => Flag(name, (mib << 20).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public Observed Arenas(Func<MallocState, MallocState> change) => With(snapshot => snapshot with { MallocState = change(snapshot.MallocState!) });

    public Observed Limit(long mib) => With(snapshot => snapshot with { Cgroup = new CgroupUsage(2, "/", Bytes.FromMiB(mib), snapshot.Status.Resident ?? Bytes.Zero, Bytes.Zero) });

    /// <summary>So many threads, one below the other, each with so much of its stack in memory.</summary>
    public Observed Threads(int count, Func<int, string> name, long kib, PageKind kind = PageKind.Present)
    {
        const ulong first = 0x7e0000000000;
        const long size = 16 << 20;
        foreach (int i in Enumerable.Range(0, count))
        {
            string account = Accounts.JavaStack(name(i));
            _accounts[account] = _accounts.GetValueOrDefault(account) + (kib << 10);
        }
        return With(snapshot =>
        {
            PageRuns.Builder pages = new();
            List<ThreadStack> stacks = [];
            List<JavaThread> threads = [];
            for (int i = 0; i < count; i++)
            {
                AddressRange stack = new(new Address(first + (ulong)(i * size)), new Address(first + (ulong)((i + 1) * size)));
                stacks.Add(new ThreadStack(5000 + i, name(i)[..Math.Min(15, name(i).Length)], stack));
                threads.Add(new JavaThread(5000 + i, name(i), stack, 5, null));
                pages.Add(new PageRun(stack.End + -(kib << 10), kib / 4, kind));
            }
            return snapshot with { Threads = stacks, Pages = pages.Build(), JvmState = snapshot.JvmState! with { Threads = threads } };
        });
    }

    /// <summary>Changes what else was seen: flags, threads, container …</summary>
    public Observed With(Func<Snapshot, Snapshot> change)
    {
        Func<Snapshot, Snapshot> before = And;
        And = snapshot => change(before(snapshot));
        return this;
    }

    public Case Case()
    {
        long inUse = _rows.Sum(row => row.Resident.Value);
        List<Posting> lines = [.. _accounts.Select(each => new Posting(each.Key, "made", new Amounts(new Bytes(each.Value), Bytes.Zero, Bytes.Zero, null)))];
        lines.Add(new Posting(Accounts.InUse("libjvm"), "census", new Amounts(new Bytes(inUse), Bytes.Zero, Bytes.Zero, null)));
        Bytes resident = new(lines.Sum(line => line.Amounts.Resident.Value) + _unexplained);
        Snapshot snapshot = And(new Snapshot
        {
            TakenAt = default,
            Target = new Target { Pid = 4242, Jvm = new JvmBuild("OpenJDK 64-Bit Server VM", "17.0.15+6", "/jdk/lib/server/libjvm.so"), Uptime = TimeSpan.FromHours(3) },
            Status = new ProcessStatus { Resident = resident, Threads = 20 },
            Pages = PageRuns.Empty,
            JvmState = new JvmState(),
            MallocState = Malloc(inUse),
            Cost = Cost.None,
        });
        return new Case(snapshot, new Ledger(lines, new Amounts(new Bytes(_unexplained), Bytes.Zero, Bytes.Zero, null), resident, Bytes.Zero), new CensusRows(_rows, [])) { Profiles = ProfiledMemory.All(snapshot.Saved) };
    }

    /// <summary>Bytes that belong to nobody.</summary>
    public Observed Unexplained(long mib)
    {
        _unexplained = mib << 20;
        return this;
    }

    long _unexplained;

    MallocState Malloc(long inUse)
    {
        long Of(string account) => _accounts.GetValueOrDefault(account);
        HeapSplit resident = new()
        {
            InUse = new Bytes(inUse),
            Trimmable = new Bytes(Of(Accounts.MallocTrimmable)),
            Locked = new Bytes(Of(Accounts.MallocLocked)),
            Top = new Bytes(Of(Accounts.MallocTop)),
            Cached = new Bytes(Of(Accounts.MallocCached)),
        };
        AddressRange range = new(new Address(0x7f0000000000), new Address(0x7f0004000000));
        return new MallocState
        {
            Allocator = new Allocator(AllocatorKind.Glibc, "libc.so.6", "2.36"),
            Arenas = [new Arena { Number = 0, Address = range.Start, Heaps = [new ArenaHeap(range, range.Length) { Resident = resident }], Proof = WalkProof.Clean }],
        };
    }
}
