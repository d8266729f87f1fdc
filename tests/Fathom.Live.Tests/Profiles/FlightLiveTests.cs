using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fathom.Live.Tests.Cli;
using Fathom.Tests;

namespace Fathom.Live.Tests.Profiles;

/// <summary>A recording of a real JVM, held beside what that JDK's own jfr says of it.</summary>
public sealed class FlightLiveTests : IDisposable
{
    static readonly string[] Recorded =
    [
        "jdk.JVMInformation", "jdk.GCHeapSummary", "jdk.MetaspaceSummary", "jdk.JavaThreadStatistics", "jdk.ResidentSetSize", "jdk.NativeMemoryUsage",
        "jdk.NativeMemoryUsageTotal", "jdk.DirectBufferStatistics", "jdk.ContainerMemoryUsage", "jdk.ContainerConfiguration", "jdk.BooleanFlag",
    ];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Events_and_figures_are_those_of_jfr(int feature)
    {
        string file = Record(feature);
        JsonElement read = Answer.Of("doctor", file, "--json").Json.GetProperty("recordings")[0];
        Dictionary<string, (long, long)> events = read.GetProperty("events").EnumerateArray()
            .ToDictionary(each => Name(each.GetProperty("name").GetString()!), each => (each.GetProperty("count").GetInt64(), each.GetProperty("bytes").GetInt64()));

        Assert.Equal(Summary(feature, file), events);
        Dictionary<string, JsonElement[]> printed = [];
        JsonElement[] figures = [.. read.GetProperty("figures").EnumerateArray()];
        Assert.Contains(figures, figure => figure.GetProperty("event").GetString() == "jdk.DirectBufferStatistics");
        Assert.Equal(feature == 25, figures.Any(figure => figure is var each && each.GetProperty("event").GetString() == "jdk.NativeMemoryUsage" && each.GetProperty("key").GetString() == "GC"));
        foreach (JsonElement figure in figures)
            Compare(figure, Printed(feature, file, printed, figure.GetProperty("event").GetString()!));
    }

    [JdkTheory(17, 25)]
    [InlineData(17)]
    [InlineData(25)]
    public void Native_allocations_are_what_the_program_made(int feature)
    {
        string file = Record(feature);
        JsonElement inUse = Answer.Of("profile", file, "--json").Json.GetProperty("profile");
        JsonElement allocated = Answer.Of("profile", file, "--json", "--value", "alloc_objects", "--by", "thread").Json.GetProperty("profile");

        Assert.Equal((10 * 1000) + 77, inUse.GetProperty("dumps")[0].GetProperty("total").GetDouble());
        Assert.Equal(10 + 20 + 1 + 5, allocated.GetProperty("dumps")[0].GetProperty("total").GetDouble());
        Dictionary<string, double> rows = inUse.GetProperty("rows").EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("cumulative").GetDouble());
        Assert.Equal((10077, 10000, 77), (rows["fathomtest.Natives.leak"], rows["fathomtest.Natives.main"], rows["java.lang.Thread.run"]));
        Assert.Contains("\"worker\"", allocated.GetProperty("threads").GetRawText(), StringComparison.Ordinal);
    }

    [JdkFact(17)]
    public void Objects_of_the_heap_are_not_shown_as_native_memory()
    {
        string file = _folder.At("heap.jfr");
        Outside.Run(Machine.FindJdk(17)!.Java, "-Xmx32m", $"-XX:StartFlightRecording=filename={file}", "-cp", JavaProgram.Classes, "fathomtest.Natives");

        Answer.Of("profile", file).Ends(5);
    }

    string Record(int feature)
    {
        string file = _folder.At("natives.jfr");
        Outside.Run(Machine.FindJdk(feature)!.Java,
            ["-Xmx32m", "-XX:+UseSerialGC", "-XX:NativeMemoryTracking=summary", "-cp", JavaProgram.Classes, "fathomtest.Natives", file, .. Recorded]);
        return file;
    }

    static string Jfr(int feature) => Path.Combine(Machine.FindJdk(feature)!.Home, "bin", "jfr");

    /// <summary>Each JDK's tool spells this one in its own way.</summary>
    static string Name(string name) => name == "jdk.CheckPoint" ? "jdk.Checkpoint" : name;

    static Dictionary<string, (long, long)> Summary(int feature, string file) =>
        Regex.Matches(Outside.Run(Jfr(feature), "summary", file), @"^ (\S+) +([1-9]\d*) +(\d+) *$", RegexOptions.Multiline)
            .ToDictionary(row => Name(row.Groups[1].Value), row => (Number(row.Groups[2]), Number(row.Groups[3])));

    static long Number(Group digits) => long.Parse(digits.Value, CultureInfo.InvariantCulture);

    static JsonElement[] Printed(int feature, string file, Dictionary<string, JsonElement[]> known, string name)
    {
        if (!known.TryGetValue(name, out JsonElement[]? events))
        {
            JsonElement all = JsonDocument.Parse(Outside.Run(Jfr(feature), "print", "--json", "--events", name, file)).RootElement;
            known[name] = events = [.. all.GetProperty("recording").GetProperty("events").EnumerateArray().Select(each => each.GetProperty("values"))];
        }
        return events;
    }

    static void Compare(JsonElement figure, JsonElement[] events)
    {
        string key = figure.GetProperty("key").GetString()!;
        string[] path = figure.GetProperty("field").GetString()!.Split('.');
        long[] values = [.. events.Where(each => key.Length == 0 || Key(each) == key).Select(each => path.Aggregate(each, (at, name) => at.GetProperty(name)).GetInt64())];
        long Said(string name) => figure.GetProperty(name).GetInt64();

        Assert.Equal((values.Length, values[0], values[^1], values.Min(), values.Max()),
            (Said("samples"), Said("first"), Said("last"), Said("least"), Said("most")));
    }

    static string? Key(JsonElement values) => values.TryGetProperty("when", out JsonElement when) ? when.GetString() : values.GetProperty("type").GetString();
}
