using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>What Java code counts of what it has beside the heap: mapped buffers, Netty's own memory, objects to be finalized.</summary>
sealed class BufferTotals
{
    const string Mirror = "java/lang/Class", AtomicLong = "java/util/concurrent/atomic/AtomicLong", Bits = "java/nio/Bits",
        Finalizer = "java/lang/ref/Finalizer", Queue = "java/lang/ref/ReferenceQueue", OwnUnsafe = "sun/misc/Unsafe", Arena = "jdk/internal/foreign/ArenaImpl",
        Downcall = "jdk/internal/foreign/abi/DowncallLinker";

    /// <summary>The pool "mapped" of BufferPoolMXBean: one class up to 13, then one for files and one for persistent memory.</summary>
    static readonly string[] Unmappers =
        ["sun/nio/ch/FileChannelImpl$Unmapper", "sun/nio/ch/FileChannelImpl$DefaultUnmapper", "sun/nio/ch/FileChannelImpl$SyncUnmapper"];

    /// <summary>Shaded copies keep the end of the name.</summary>
    const string Netty = "io/netty/util/internal/PlatformDependent";

    readonly Vm _vm;
    readonly IReadOnlyList<FoundClass> _found;
    readonly JavaStatics? _statics;
    readonly int? _valueAt;

    BufferTotals(Vm vm, VmFlags flags, IReadOnlyList<FoundClass> found)
    {
        (_vm, _found) = (vm, found);
        if (Boot(Mirror) is not { } mirror || Boot(AtomicLong) is not { } atomic)
            return;
        _statics = new(vm, new Oops(vm, flags), mirror, atomic);
        _valueAt = JavaFields.Of(vm, atomic).TryGetValue("value", out int at) ? at : null;
    }

    public static JvmFigures Read(Vm vm, VmFlags flags, JvmFigures figures)
    {
        string[] tails = [Mirror, AtomicLong, Bits, Finalizer, Queue, OwnUnsafe, Arena, Downcall, .. Unmappers, Netty];
        if (ClassSearch.Run(vm, tails, IsWanted) is not var (found, counts))
            return figures;
        BufferTotals totals = new(vm, flags, found);
        return figures with
        {
            Classes = counts,
            MappedBuffers = totals.Mapped(),
            DirectLimit = totals.Limit(),
            FinalizersWaiting = totals.Waiting(),
            UsesUnsafe = totals.Boot(OwnUnsafe) is not null,
            UsesArenas = totals.Boot(Arena) is not null,
            UsesDowncalls = totals.Boot(Downcall) is not null,
            Netty = [.. found.Where(each => !each.IsBoot && each.Name.EndsWith(Netty, StringComparison.Ordinal)).Select(totals.OfNetty)],
        };
    }

    static bool IsWanted(string name) =>
        name is Mirror or AtomicLong or Bits or Finalizer or Queue or OwnUnsafe or Arena or Downcall || Array.IndexOf(Unmappers, name) >= 0
        || (name.EndsWith(Netty, StringComparison.Ordinal) && (name.Length == Netty.Length || name[^(Netty.Length + 1)] == '/'));

    Address? Boot(string name)
    {
        foreach (FoundClass each in _found)
        {
            if (each.IsBoot && each.Name == name)
                return each.Klass;
        }
        return null;
    }

    /// <summary>All of them together; none where no file was ever mapped.</summary>
    DirectBuffers? Mapped()
    {
        DirectBuffers sum = new(0, Bytes.Zero, Bytes.Zero);
        foreach (string name in Unmappers)
        {
            if (Boot(name) is not { } klass)
                continue;
            IReadOnlyDictionary<string, int> fields = JavaFields.Of(_vm, klass);
            // The newer two inherit from Unmapper, which then has no counts of its own.
            if (!fields.ContainsKey("totalSize"))
                continue;
            if (Number(klass, fields, "count", 4) is not { } count || Number(klass, fields, "totalSize", 8) is not { } size
                || Number(klass, fields, "totalCapacity", 8) is not { } capacity)
                return null;
            sum = new(sum.Count + count, sum.Reserved + new Bytes(size), sum.Capacity + new Bytes(capacity));
        }
        return _statics is null ? null : sum;
    }

    /// <summary>Bits.MAX_MEMORY: -1 until Bits is set up, then what the JVM allows.</summary>
    Bytes? Limit() =>
        Boot(Bits) is { } bits && JavaFields.Of(_vm, bits) is var fields
            && (Number(bits, fields, "MAX_MEMORY", 8) ?? Number(bits, fields, "maxMemory", 8)) is { } limit
            ? new Bytes(limit)
            : null;

    /// <summary>ReferenceQueue.queueLength of Finalizer.queue; from JDK 21 on the queue is of a class that inherits from it.</summary>
    long? Waiting() =>
        Boot(Finalizer) is { } finalizer && Boot(Queue) is { } queue && JavaFields.Of(_vm, finalizer).TryGetValue("queue", out int at)
            && JavaFields.Of(_vm, queue).TryGetValue("queueLength", out int lengthAt)
            ? _statics?.NumberIn(finalizer, at, queue, lengthAt) is { } length and >= 0 and < 1L << 40 ? length : null
            : null;

    NettyMemory OfNetty(FoundClass netty)
    {
        IReadOnlyDictionary<string, int> fields = JavaFields.Of(_vm, netty.Klass);
        long? used = _statics is { } statics && _valueAt is { } valueAt && fields.TryGetValue("DIRECT_MEMORY_COUNTER", out int at)
            ? statics.Counter(netty.Klass, at, valueAt).Value
            : null;
        return new(netty.Name.Replace('/', '.'), used is >= 0 ? new Bytes(used.Value) : null,
            Number(netty.Klass, fields, "DIRECT_MEMORY_LIMIT", 8) is { } limit ? new Bytes(limit) : null);
    }

    /// <summary>No total is below zero.</summary>
    long? Number(Address klass, IReadOnlyDictionary<string, int> fields, string name, int size) =>
        fields.TryGetValue(name, out int at) && _statics?.Number(klass, at, size) is { } value and >= 0 and < 1L << 60 ? value : null;
}
