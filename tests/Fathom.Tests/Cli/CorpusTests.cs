using System.Text.Json;

namespace Fathom.Tests.Cli;

/// <summary>Saved folders of /proc files, answered as a user would have them answered.</summary>
public class CorpusTests
{
    static readonly (string Name, int Columns, string[] Arguments)[] Views =
    [
        ("doctor.txt", 80, ["doctor"]),
        ("ledger.txt", 80, ["ledger"]),
        ("ledger-160.txt", 160, ["ledger"]),
        ("map.txt", 80, ["map"]),
        ("map-160-smaps-by-size.txt", 160, ["map", "--smaps", "--sort", "size"]),
        ("ledger.json", 80, ["ledger", "--json"]),
        ("doctor.json", 80, ["doctor", "--json"]),
        ("map.json", 80, ["map", "--json"]),
    ];

    public static TheoryData<string> Cases() => [.. Golden.Cases.Select(folder => Path.GetFileName(folder))];

    public static TheoryData<string, string> CasesAndViews()
    {
        TheoryData<string, string> data = [];
        foreach (string folder in Golden.Cases)
        {
            foreach ((string view, _, _) in Views)
                data.Add(Path.GetFileName(folder), view);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(CasesAndViews))]
    public void An_answer_is_the_one_that_was_kept(string folder, string view)
    {
        Call call = Answer(folder, view);

        Golden.Matches(folder, view, $"{call.Out}{call.Talk}exit {call.ExitCode}\n");
    }

    [Theory]
    [MemberData(nameof(CasesAndViews))]
    public void An_answer_is_the_same_in_every_country(string folder, string view)
    {
        Call abroad = Call.Abroad(() => Answer(folder, view));

        Golden.Matches(folder, view, $"{abroad.Out}{abroad.Talk}exit {abroad.ExitCode}\n");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void JSON_has_every_member_whatever_was_saved(string folder)
    {
        foreach ((string verb, string[] members) in (ReadOnlySpan<(string, string[])>)
        [
            ("ledger", ["rss_bytes", "pss_bytes", "swap_bytes", "ledger"]),
            ("doctor", ["rss_bytes", "pss_bytes", "swap_bytes", "container", "ledger", "malloc", "census", "findings", "ruled_out"]),
            ("map", ["map"]),
        ])
        {
            Call call = Call.Of(verb, "--json", Golden.Place(folder));
            if (call.Out.Length == 0)
            {
                Assert.NotEqual(0, call.ExitCode);
                continue;
            }
            using JsonDocument json = JsonDocument.Parse(call.Out);
            Assert.Equal("fathom/1", json.RootElement.GetProperty("schema").GetString());
            Has(json.RootElement, ["schema", "taken_at", "target", "gaps", "cost", .. members]);
            Has(json.RootElement.GetProperty("target"), ["pid", "command", "jvm", "files"]);
            Has(json.RootElement.GetProperty("cost"), ["wall_ms", "target_stopped_ms", "target_delayed_ms", "peak_rss_bytes", "left_behind"]);
            foreach (JsonElement gap in json.RootElement.GetProperty("gaps").EnumerateArray())
                Has(gap, ["what", "where", "errno", "so", "try"]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_sums_in_JSON_are_the_kernels_figure(string folder)
    {
        Call call = Call.Of("ledger", "--json", Golden.Place(folder));
        if (call.Out.Length == 0)
            return;
        using JsonDocument json = JsonDocument.Parse(call.Out);
        JsonElement ledger = json.RootElement.GetProperty("ledger");
        if (ledger.ValueKind == JsonValueKind.Null || json.RootElement.GetProperty("rss_bytes").ValueKind == JsonValueKind.Null)
            return;

        long sum = ledger.GetProperty("accounts").EnumerateArray().Sum(account => account.GetProperty("bytes").GetInt64())
            + ledger.GetProperty("unexplained_bytes").GetInt64() - ledger.GetProperty("balance_error_bytes").GetInt64();

        Assert.Equal(json.RootElement.GetProperty("rss_bytes").GetInt64(), sum);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_name_moves_the_cursor(string folder)
    {
        foreach ((string view, _, _) in Views)
            Assert.DoesNotContain(Answer(folder, view).Out, c => char.IsControl(c) && c != '\n');
    }

    static Call Answer(string folder, string view)
    {
        (_, int columns, string[] arguments) = Views.Single(known => known.Name == view);
        return Call.Wide(columns, [.. arguments, Golden.Place(folder)]);
    }

    static void Has(JsonElement element, string[] members) =>
        Assert.All(members, member => Assert.True(element.TryGetProperty(member, out _), member));
}
