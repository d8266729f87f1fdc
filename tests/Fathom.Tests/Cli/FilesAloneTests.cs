using System.Globalization;
using System.Text.Json;
using Fathom.Evidence;
using Fathom.Findings;
using Fathom.Sources;
using Fathom.Sources.Files;
using Fathom.Tests.Sources;
using Fathom.Tests.Sources.Flight;
using Fathom.Tests.Sources.HeapDumps;

namespace Fathom.Tests.Cli;

/// <summary>Recordings, heap dumps and profiles, alone or beside others: what they tell is told, and what is missing is named.</summary>
public sealed class FilesAloneTests : IDisposable
{
    static readonly string Given = Path.Combine(Golden.Corpus, "profile-of-jvm", "given");

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Events_of_a_recording_are_as_many_as_jfr_counts()
    {
        Dictionary<string, long> said = File.ReadAllLines(Path.Combine(Golden.Corpus, "recording", "summary.txt"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(words => words[0], words => long.Parse(words[1], CultureInfo.InvariantCulture));
        JsonElement recording = Doctor(Path.Combine(Golden.Corpus, "recording", "given", "orders.jfr.gz")).GetProperty("recordings")[0];

        Assert.Equal(said.OrderBy(each => each.Key, StringComparer.Ordinal),
            recording.GetProperty("events").EnumerateArray().ToDictionary(each => each.GetProperty("name").GetString()!, each => each.GetProperty("count").GetInt64()).OrderBy(each => each.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void A_heap_dump_alone_is_an_answer_and_no_ledger()
    {
        DumpBuilder dump = new(8);
        dump.Class(0x100, "java.lang.Object");
        dump.Instance(0x1000, 0x100);
        string file = _folder.Write("orders.hprof", dump.Bytes());

        Assert.Equal((0, true), (Call.Of(file).ExitCode, Gap(Doctor(file), "pages are in memory")));
        Assert.Equal(5, Call.Of("ledger", file).ExitCode);
    }

    [Fact]
    public void Native_allocations_in_a_recording_are_a_profile_of_its_process()
    {
        FlightWriter made = new FlightWriter().Constant(FlightWriter.Symbol, 1, "shop/Cache").Constant(FlightWriter.Symbol, 2, "put").Constant(FlightWriter.Symbol, 3, "(I)V")
            .Constant(FlightWriter.Class, 1, 1L).Constant(FlightWriter.Method, 1, 1L, 2L, 3L).Constant(FlightWriter.Stack, 1, false, 1, 1L, 42).Checkpoint()
            .Event(FlightWriter.Malloc, 5000L, 0L, 1L, 0x10L, 100L << 20).Event(FlightWriter.Malloc, 5001L, 0L, 1L, 0x20L, 9L << 20).Event(FlightWriter.Free, 5002L, 0L, 0x20L);
        JsonElement profile = Doctor(_folder.Write("orders.jfr", made.Chunk())).GetProperty("profiles")[0], use = profile.GetProperty("uses")[0];

        Assert.Equal((100L << 20, 1L, "shop.Cache.put"), (use.GetProperty("bytes").GetInt64(), use.GetProperty("blocks").GetInt64(), use.GetProperty("function").GetString()));
        Assert.Equal(0, Call.Of(_folder.At("orders.jfr")).ExitCode);
        Assert.Contains("FTH020", Call.Of(_folder.At("orders.jfr")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_frees_nobody_has_anything()
    {
        JsonElement answer = Doctor(_folder.Write("orders.jfr", new FlightWriter().Event(FlightWriter.Malloc, 5000L, 0L, 0L, 0x10L, 100L << 20).Chunk()));

        Assert.False(answer.GetProperty("profiles")[0].GetProperty("in_use").GetBoolean());
        Assert.Empty(answer.GetProperty("findings").EnumerateArray());
    }

    [Fact]
    public void A_profile_is_a_file_of_a_case_in_every_form()
    {
        string dump = Path.Combine(Golden.Corpus, "profiles", "shop.0003.heap"), pprof = _folder.At("shop.pb.gz"), collapsed = _folder.At("shop.collapsed");
        Assert.Equal(0, Call.Of("profile", dump, "-o", pprof, "-q").ExitCode);
        Assert.Equal(0, Call.Of("profile", dump, "-o", collapsed, "-q").ExitCode);
        JsonElement whole = Doctor(dump).GetProperty("profiles")[0], packed = Doctor(pprof).GetProperty("profiles")[0];

        Assert.Equal(whole.GetProperty("total_bytes").GetInt64(), packed.GetProperty("total_bytes").GetInt64());
        Assert.Equal((0, 5), (Call.Of("doctor", pprof).ExitCode, Call.Of("doctor", collapsed).ExitCode));
        Assert.Equal("collapsed stacks", Doctor(collapsed).GetProperty("profiles")[0].GetProperty("kind").GetString());
        Assert.All((string[])[dump, pprof, collapsed], file => Assert.Equal(5, Call.Of("ledger", file).ExitCode));
    }

    /// <summary>The same dump, its libraries where another process has them.</summary>
    [Fact]
    public void Addresses_tell_another_process()
    {
        string text = File.ReadAllText(Path.Combine(Given, "shop.4242.3.i3.heap")), smaps = Path.Combine(Given, "smaps.txt");
        string own = _folder.Write("own.heap", text), other = _folder.Write("other.heap", text.Replace("7fb8", "7c11", StringComparison.Ordinal));

        JsonElement same = Doctor(own, smaps), apart = Doctor(other, smaps);
        Assert.True(same.GetProperty("profiles")[0].GetProperty("of_this_process").GetBoolean());
        Assert.False(apart.TryGetProperty("profiles", out _));
        Assert.Contains("\"FTH080\"", apart.GetProperty("findings").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"FTH012\"", apart.GetProperty("findings").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_dumps_the_first_and_the_last_are_kept()
    {
        // Not in the order of their names, as a folder has them.
        for (int i = 1; i <= 40; i++)
            _folder.Write(string.Create(CultureInfo.InvariantCulture, $"shop.{i}.heap"), string.Create(CultureInfo.InvariantCulture, $"heap profile: 1: {i << 20} [1: {i << 20}] @ heapprofile\n1: {i << 20} [1: {i << 20}] @ 0xa 0xb\n"));
        JsonElement answer = Doctor(_folder.Path);
        long[] totals = [.. answer.GetProperty("profiles")[0].GetProperty("growth").GetProperty("totals").EnumerateArray().Select(total => total.GetInt64() >> 20)];

        Assert.Equal((1L, 40L, 24), (totals[0], totals[^1], totals.Length));
        Assert.Equal(totals.Order(), totals);
        Assert.True(Gap(answer, "16 of the profiles"));
    }

    /// <summary>From the file to the verdict.</summary>
    [Fact]
    public void Damage_of_a_recording_makes_no_exception()
    {
        FlightWriter made = new FlightWriter().Constant(FlightWriter.Tag, 1, "Other").Checkpoint();
        for (long i = 0; i < 12; i++)
            made.Event(FlightWriter.Resident, i * 1000, i << 24, i << 25).Event(FlightWriter.Usage, i * 1000, 1L, i << 24, i << 24);
        Fuzz.Everywhere(made.Event(FlightWriter.Malloc, 5000L, 0L, 0L, 0x10L, 100L << 20).Chunk(),
            bytes => Verdict.Of(Case.Of(SavedLook.At(["-"], () => new MemoryStream(bytes), new LookOptions()).Or(Empty))), 2000);
    }

    static Snapshot Empty => new() { TakenAt = default, Target = new Target(), Cost = Cost.None };

    /// <summary>Of one text they are a pair, of two files they are not.</summary>
    [Fact]
    public void Histograms_of_two_files_are_no_pair()
    {
        string text = File.ReadAllText(Path.Combine(Golden.Corpus, "pasted-histograms", "given", "jvm.txt")), one = _folder.Write("one.txt", text);
        string histogram = File.ReadAllText(Path.Combine(Golden.Corpus, "hotspot", "17", "class-histogram.txt"));
        string all = _folder.Write("all.txt", histogram), live = _folder.Write("live.txt", histogram);

        Assert.True(Gap(Doctor(all, live), "all.txt and "));
        Assert.False(Gap(Doctor(one), "histograms stand in two files"));
        Assert.False(Gap(Doctor(all), "histograms stand in two files"));
    }

    /// <summary>Profiles of text are in a bundle like other texts; what is binary is told to be missing.</summary>
    [Fact]
    public void A_bundle_holds_profiles_of_text()
    {
        string bundle = _folder.At("case.fathom"), dump = Path.Combine(Golden.Corpus, "profiles", "shop.0003.heap"), pprof = _folder.At("shop.pb.gz"), other = _folder.At("binary.fathom");
        Assert.Equal(0, Call.Of(["capture", "-o", bundle, .. Directory.GetFiles(Given).Order(StringComparer.Ordinal)]).ExitCode);
        Assert.Equal(0, Call.Of("profile", dump, "-o", pprof, "-q").ExitCode);
        Assert.Equal(0, Call.Of("capture", "-o", other, pprof, Path.Combine(Given, "nmt.txt")).ExitCode);

        Assert.Equal(Doctor(Given).GetProperty("profiles")[0].GetProperty("uses").GetRawText(), Doctor(bundle).GetProperty("profiles")[0].GetProperty("uses").GetRawText());
        Assert.Equal(Doctor(Given).GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("title").GetString()), Doctor(bundle).GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("title").GetString()));
        Assert.True(Gap(Doctor(other), "binary form"));
    }

    static bool Gap(JsonElement answer, string part) => answer.GetProperty("gaps").GetRawText().Contains(part, StringComparison.Ordinal);

    static JsonElement Doctor(params string[] files) => JsonDocument.Parse(Call.Of(["doctor", "--json", .. files]).Out).RootElement;
}
