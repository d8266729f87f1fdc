using System.Text;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Evidence.HotSpot;
using Fathom.Tests.Cli;
using Fathom.Views.Json;
using Fathom.Views.Text;

namespace Fathom.Tests.Views;

public sealed class JavaObjectsViewTests
{
    static readonly ObjectScan Whole = new(
        Bytes.FromMiB(4), Bytes.FromMiB(4), 123_456, Bytes.Zero, Bytes.Zero, false, false, TimeSpan.FromMilliseconds(21.5));

    static readonly ObjectScan Sample = Whole with { Walked = Bytes.FromMiB(1), Sampled = true };

    static JavaObjectsAnswer Answer(ObjectScan scan, params Gap[] gaps) => new(
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        new Target { Pid = 42, Command = new CommandLine("java Orders", "Orders"), Jvm = new JvmBuild("VM", "25.0.3", "libjvm.so") },
        new JavaObjects("G1",
            [
                new("java.util.zip.Inflater$InflaterZStreamRef", "a zlib inflate stream", 19_031, scan.Sampled ? 120 : 0, Bytes.FromKiB(446), 18_994, null),
                new("java.lang.Thread", "a thread, with its stack", 41, 0, Bytes.FromKiB(4), null, null),
                new("java.nio.DirectByteBuffer", "memory of allocateDirect", 20, 0, Bytes.FromKiB(1), null, Bytes.FromMiB(20)),
                new("com.example.\u001b[31mRed", "a thread, with its stack", 41, 0, Bytes.FromKiB(4), 0, null),
            ],
            scan),
        gaps, Cost.None);

    public static TheoryData<string, int> Forms => new()
    {
        { "whole", 80 }, { "whole", 160 }, { "whole", 40 }, { "sample", 80 }, { "sample", 160 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_count_is_shown_as_it_was(string scan, int columns)
    {
        JavaObjectsAnswer answer = Answer(scan == "whole" ? Whole : Sample);

        string text = Text(answer, columns);

        Golden.Matches("views", $"java-objects-{scan}.{columns}.txt", text);
        Assert.Equal(text, Call.Abroad(() => Text(answer, columns)));
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
        // Figures are not cut, and the line of the cost is what it is on every verb.
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, Math.Max(columns, 80)));
    }

    [Theory]
    [InlineData("whole")]
    [InlineData("sample")]
    public void The_JSON_says_the_same(string scan)
    {
        JavaObjectsAnswer answer = Answer(scan == "whole" ? Whole : Sample);

        string json = Json(answer);

        Golden.Matches("views", $"java-objects-{scan}.json", json);
        Assert.Equal(json, Call.Abroad(() => Json(answer)));
    }

    [Fact]
    public void What_is_not_known_is_null_and_what_owns_most_comes_first()
    {
        using JsonDocument json = JsonDocument.Parse(Json(Answer(Whole)));

        JsonElement[] counts = [.. json.RootElement.GetProperty("jvm").GetProperty("objects").GetProperty("counts").EnumerateArray()];

        Assert.Equal(
            ["java.nio.DirectByteBuffer", "java.util.zip.Inflater$InflaterZStreamRef", "com.example.\u001b[31mRed", "java.lang.Thread"],
            counts.Select(count => count.GetProperty("class").GetString()!));
        Assert.Equal(JsonValueKind.Null, counts[1].GetProperty("native_bytes").ValueKind);
        Assert.Equal(0, counts[2].GetProperty("open").GetInt64());
        Assert.Equal(JsonValueKind.Null, counts[3].GetProperty("open").ValueKind);
    }

    /// <summary>A count that a collection went through, or that left something out, does not call itself exact.</summary>
    [Fact]
    public void What_was_moved_unread_or_passed_over_is_not_exact()
    {
        ObjectScan[] scans = [Whole with { Moved = true }, Whole with { Unread = new(4096) }, Whole with { PassedOver = new(16) }];

        Assert.All(scans, scan => Assert.Contains("not exact", Text(Answer(scan), 160), StringComparison.Ordinal));
        Assert.Contains("every object counted", Text(Answer(Whole), 160), StringComparison.Ordinal);
    }

    static string Text(JavaObjectsAnswer answer, int columns)
    {
        StringWriter to = new() { NewLine = "\n" };
        JavaObjectsView.Write(answer, columns, to);
        return to.ToString();
    }

    static string Json(JavaObjectsAnswer answer)
    {
        using MemoryStream to = new();
        JavaObjectsJson.Write(to, answer);
        return Encoding.UTF8.GetString(to.ToArray());
    }
}
