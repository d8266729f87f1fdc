using System.Globalization;
using System.Text.Json;
using Fathom.Accounting.Comparison;
using Fathom.Evidence;
using Fathom.Sources;
using Fathom.Sources.Census;
using Fathom.Tests;

namespace Fathom.Live.Tests.Cli;

/// <summary>A program that grows by what it was told to, between two looks.</summary>
public sealed class DiffTests
{
    const int Blocks = 997, Size = 5000, Pages = 301;

    // malloc(n) makes chunks of n + 8, rounded up to 16.
    const long Chunk = 5008;

    [Fact]
    public void What_grew_is_told_to_the_block_and_to_the_page()
    {
        using CTarget target = new("grows", $"{Blocks}", $"{Size}", $"{Pages}");

        Side before = Look(target.Pid);
        target.GoOn();
        Diff diff = Diff.Of(before, Look(target.Pid));

        DiffLine size = Of(diff, DiffBy.Size).Lines[0];
        Assert.Equal(("5,008 B", (long?)Blocks, Blocks * Chunk), (size.Named.Name, size.CountBy, size.By.Value));
        DiffLine made = At(diff, target.One("pages")), half = At(diff, target.One("half"));
        Assert.Equal((DiffKind.New, Bytes.FromPages(Pages)), (made.Kind, made.By));
        Assert.Equal((DiffKind.Shrunk, Bytes.FromPages(Pages)), (half.Kind, half.Then - half.Now));
        Assert.InRange(Of(diff, DiffBy.Census).Change.Value, Blocks * Chunk, (Blocks * Chunk) + 4096);
        Assert.Equal(diff.ResidentChange, Of(diff, DiffBy.Account).Change);
        // Pages of libraries come in with what is called for the first time.
        IEnumerable<DiffLine> malloc = Of(diff, DiffBy.Account).Lines.Where(line => line.Named.Name.StartsWith("malloc/", StringComparison.Ordinal));
        Assert.InRange(malloc.Sum(line => line.By.Value), (Blocks * Chunk) - 8192, (Blocks * Chunk) + 8192);
    }

    [Fact]
    public void A_kept_answer_is_compared_with_the_process_later()
    {
        using TemporaryFolder folder = new();
        using CTarget target = new("grows", $"{Blocks}", $"{Size}", $"{Pages}");
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture), kept = folder.At("kept.json"), smaps = folder.At("smaps");
        Answer.Of("doctor", pid, "-o", kept);
        File.WriteAllText(smaps, File.ReadAllText($"/proc/{pid}/smaps"));
        target.GoOn();

        Answer over = Answer.Of("diff", kept, pid, "--limit", "4m", "--json"), within = Answer.Of("diff", kept, pid, "--limit", "64m");
        JsonElement mappings = Answer.Of("diff", smaps, pid, "--json").Json.GetProperty("diff").GetProperty("tables");

        over.Ends(ExitCode.Finding);
        within.Ends(ExitCode.Fine);
        JsonElement grown = over.Json.GetProperty("diff").GetProperty("tables")[0].GetProperty("lines")[0];
        Assert.StartsWith("malloc/in-use/", grown.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.InRange(grown.GetProperty("change_bytes").GetInt64(), (Blocks * Chunk) - 8192, (Blocks * Chunk) + 8192);
        Assert.Equal("mapping", mappings.EnumerateArray().Single().GetProperty("by").GetString());
    }

    [Fact]
    public void Two_captures_say_the_same_elsewhere()
    {
        using TemporaryFolder folder = new();
        using CTarget target = new("grows", $"{Blocks}", $"{Size}", $"{Pages}");
        string pid = target.Pid.ToString(CultureInfo.InvariantCulture), before = folder.At("before.fathom"), after = folder.At("after.fathom");
        Answer.Of("capture", pid, "-o", before);
        target.GoOn();
        Answer.Of("capture", pid, "-o", after);

        JsonElement diff = Answer.Of("diff", before, after, "--json").Json.GetProperty("diff");

        Dictionary<string, JsonElement> tables = diff.GetProperty("tables").EnumerateArray().ToDictionary(table => table.GetProperty("by").GetString()!);
        Assert.Equal(["account", "census", "mapping", "size"], tables.Keys.Order());
        Assert.Equal(Blocks * Chunk, tables["size"].GetProperty("change_bytes").GetInt64());
        Assert.Contains(tables["mapping"].GetProperty("lines").EnumerateArray(), line =>
            line.GetProperty("change").GetString() == "new" && line.GetProperty("start").GetString() == target.One("pages").Start.ToString());
    }

    static Side Look(int pid) => Sides.Of("there", LiveLook.At(pid, new LookOptions { Arenas = true, Census = new CensusOptions { Exact = true } }).Value);

    static DiffTable Of(Diff diff, DiffBy by) => diff.Tables.Single(table => table.By == by);

    static DiffLine At(Diff diff, AddressRange range) => Of(diff, DiffBy.Mapping).Lines.Single(line => line.Named.Range == range);
}
