using System.Globalization;

namespace Fathom.Evidence;

/// <summary>
/// The columns of `jstat -gc` and `-gcutil`, computed as jstat does (jdk.jcmd, sun/tools/jstat/resources/jstat_options,
/// the same from JDK 8 to 25 but for CGC and CGCT, which came with 11).
/// </summary>
public static class JstatColumns
{
    static readonly JstatColumn[] Collections =
    [
        new("YGC", 6, 0, data => Value(data, "sun.gc.collector.0.invocations")),
        new("YGCT", 9, 3, data => Seconds(data, 0)),
        new("FGC", 5, 0, data => Value(data, "sun.gc.collector.1.invocations")),
        new("FGCT", 9, 3, data => Seconds(data, 1)),
    ];

    static readonly JstatColumn[] Concurrent =
    [
        new("CGC", 5, 0, data => Value(data, "sun.gc.collector.2.invocations")),
        new("CGCT", 9, 3, data => Seconds(data, 2)),
    ];

    // "required" in jstat_options: a collector that is not there adds nothing, instead of making the sum unknown.
    static readonly JstatColumn Total = new("GCT", 9, 3, data =>
        (OrZero(data, 0) + OrZero(data, 1) + OrZero(data, 2)) / Value(data, "sun.os.hrt.frequency"));

    static readonly JstatColumn[] Sizes =
    [
        KiB("S0C", 11, Survivor0 + "capacity"), KiB("S1C", 11, Survivor1 + "capacity"),
        KiB("S0U", 11, Survivor0 + "used"), KiB("S1U", 11, Survivor1 + "used"),
        KiB("EC", 12, Eden + "capacity"), KiB("EU", 12, Eden + "used"),
        KiB("OC", 12, Old + "capacity"), KiB("OU", 12, Old + "used"),
        KiB("MC", 10, Metaspace + "capacity"), KiB("MU", 10, Metaspace + "used"),
        KiB("CCSC", 9, ClassSpace + "capacity"), KiB("CCSU", 9, ClassSpace + "used"),
    ];

    static readonly JstatColumn[] Shares =
    [
        Percent("S0", Survivor0), Percent("S1", Survivor1), Percent("E", Eden),
        Percent("O", Old), Percent("M", Metaspace), Percent("CCS", ClassSpace),
    ];

    const string Eden = "sun.gc.generation.0.space.0.";
    const string Survivor0 = "sun.gc.generation.0.space.1.";
    const string Survivor1 = "sun.gc.generation.0.space.2.";
    const string Old = "sun.gc.generation.1.space.0.";
    const string Metaspace = "sun.gc.metaspace.";
    const string ClassSpace = "sun.gc.compressedclassspace.";

    public static IReadOnlyList<JstatColumn> Gc(PerfData data) => [.. Sizes, .. Tail(data)];

    public static IReadOnlyList<JstatColumn> GcUtil(PerfData data) => [.. Shares, .. Tail(data)];

    static IEnumerable<JstatColumn> Tail(PerfData data) =>
        data.Text("java.property.java.vm.specification.version") == "1.8"
            ? [.. Collections, Total]
            : [.. Collections, .. Concurrent, Total];

    static JstatColumn KiB(string title, int width, string name) => new(title, width, 1, data => Value(data, name) / 1024);

    // The detour by 1 - free is jstat's: it decides the last digit, and makes 0 of 0 "-".
    static JstatColumn Percent(string title, string space) => new(title, 6, 2, data =>
    {
        double capacity = Value(data, space + "capacity"), used = Value(data, space + "used");
        return (1 - ((capacity - used) / capacity)) * 100;
    });

    static double Seconds(PerfData data, int collector) => Ticks(data, collector) / Value(data, "sun.os.hrt.frequency");

    static double OrZero(PerfData data, int collector) => double.IsNaN(Ticks(data, collector)) ? 0 : Ticks(data, collector);

    static double Ticks(PerfData data, int collector) =>
        Value(data, string.Create(CultureInfo.InvariantCulture, $"sun.gc.collector.{collector}.time"));

    static double Value(PerfData data, string name) => data.Number(name) ?? double.NaN;
}

/// <summary>One column: its title, width and decimals as jstat prints them.</summary>
public sealed record JstatColumn(string Title, int Width, int Decimals, Func<PerfData, double> Value)
{
    /// <summary>As java.text.DecimalFormat does: half to even on the exact value, "-" for what is unknown.</summary>
    public string Show(PerfData data)
    {
        double value = Value(data);
        return double.IsFinite(value) ? value.ToString("F" + (char)('0' + Decimals), CultureInfo.InvariantCulture) : "-";
    }
}
