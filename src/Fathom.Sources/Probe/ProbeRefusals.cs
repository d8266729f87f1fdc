using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Sources.Cgroup;
using Fathom.Sources.HotSpot;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Probe;

/// <summary>Why the probe is not to be loaded into a process, as far as it can be told without trying.</summary>
static class ProbeRefusals
{
    /// <summary>The table when it is full, and what the loader takes.</summary>
    static readonly Bytes Table = new(18 * 1024 * 1024);

    /// <summary>The ids of a class's methods: 290 on average, measured by NMT in JDK 17 and 25.</summary>
    const int BytesOfClass = 300, Most = 2_000_000;

    /// <summary>Why it is not to be loaded at all, with a table or without.</summary>
    public static Gap? OfLoading(JvmProcess jvm)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return Gaps.ProbeAbsent.At(RuntimeInformation.ProcessArchitecture.ToString());
        // musl knows a library by its file, which is gone once it is loaded: no second word would reach the probe.
        if (DirectoryFiles.OfProcess(jvm.Pid).Read("maps", Limits.ProcFileBytes).Or([]).AsSpan().IndexOf("/ld-musl-"u8) >= 0)
            return Gaps.ProbeMusl.At("maps");
        return null;
    }

    public static Gap? Of(JvmProcess jvm)
    {
        if (OfLoading(jvm) is { } objection)
            return objection;
        CgroupUsage? usage = new CgroupReader().Read(DirectoryFiles.OfProcess(jvm.Pid)).Or(null);
        return usage?.Headroom is { } room && Needed(jvm) is var needed && room < needed ? Gaps.ProbeNoRoom.At(usage.Path, null, Text(room), Text(needed)) : null;
    }

    static Bytes Needed(JvmProcess jvm)
    {
        PerfData? counters = PerfDataFile.Read(jvm).Or(null);
        long classes = (counters?.Number("java.cls.loadedClasses") ?? 0) + (counters?.Number("java.cls.sharedLoadedClasses") ?? 0);
        return Table + new Bytes(BytesOfClass * Math.Clamp(classes, 0, Most));
    }

    static string Text(Bytes size) => string.Create(CultureInfo.InvariantCulture, $"{size.Value / (1024.0 * 1024):0.0} MiB");
}
