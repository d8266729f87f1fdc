using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fathom.Accounting.Profiles;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Sources.Profiles;

/// <summary>Profiles in protobuf beside what `go tool pprof -top` printed of them (tests/profiles.sh).</summary>
public sealed class PprofTotalsTests
{
    [Theory]
    [InlineData("go.heap", "inuse_space")]
    [InlineData("go.heap", "inuse_objects")]
    [InlineData("go.heap", "alloc_space")]
    [InlineData("go.heap", "alloc_objects")]
    [InlineData("go.allocs", "alloc_space")]
    [InlineData("gperftools", "inuse_space")]
    [InlineData("gperftools", "inuse_objects")]
    [InlineData("sent", "alloc_objects")]
    [InlineData("sent", "alloc_in_new_tlab_bytes")]
    [InlineData("sent", "wall")]
    public void Every_row_is_that_of_gos_pprof(string file, string column)
    {
        ProfileReport report = SavedProfiles.Report(new ProfileQuestion { Column = column, KeepsAllocator = true }, SavedProfiles.Profile(file + ".pb.gz"));
        Dictionary<string, (long Flat, long Cumulative)> ours = SavedProfiles.Rows(report);
        Dictionary<string, (long Flat, long Cumulative)> said = Said($"{file}.{column}.txt");

        Assert.True(said.Count > 3);
        // A sample without any stack is on no row of theirs.
        Assert.Equal(report.Moments[0].Total, said.Values.Sum(row => row.Flat) + ours.GetValueOrDefault("(no stack recorded)").Flat);
        foreach ((string name, (long Flat, long Cumulative) row) in said)
        {
            // What has no name is one row a file there.
            if (name[0] != '[')
                Assert.Equal((name, row), (name, ours[name]));
        }
        // Go's pprof of 1.19 leaves names of C++ unread that it found itself.
        if (file != "gperftools")
            Assert.DoesNotContain(ours.Keys, name => !said.ContainsKey(name) && name != "(no stack recorded)" && !name.StartsWith("0x", StringComparison.Ordinal));
    }

    /// <summary>The profile of all that was allocated says so itself; that of the heap leaves the choice to us.</summary>
    [Theory]
    [InlineData("go.allocs.pb.gz", "alloc_space")]
    [InlineData("go.heap.pb.gz", "inuse_space")]
    [InlineData("sent.pb.gz", "alloc_in_new_tlab_bytes")]
    public void What_its_writer_wants_to_be_shown_is_shown(string file, string column) =>
        Assert.Equal(column, SavedProfiles.Report(new ProfileQuestion(), SavedProfiles.Profile(file)).Column!.Name);

    [Theory]
    [InlineData(@"operator new(\[\])?|malloc", "operator new[]", true)]
    [InlineData(@"operator new(\[\])?|malloc", "operator new", true)]
    [InlineData(@"operator new(\[\])?|malloc", "malloc2", false)]
    [InlineData(@"operator new(\[\])?|malloc", "xmalloc", false)]
    [InlineData(@"tcmalloc::.*", "tcmalloc::a::b", true)]
    [InlineData(@"(?:base::)?Sub.+Data.*", "SubmitMutexData", true)]
    [InlineData(@"[a-c_]+[^x-z]", "abcab_d", true)]
    [InlineData(@"[a-c_]+[^x-z]", "abcab_y", false)]
    [InlineData(@"[]a]*[a-]", "]a]-", true)]
    [InlineData(@"(a|b*)*c\d\w?", "aabac7", true)]
    [InlineData(@"(a|b*)*c\d\w?", "aabacc", false)]
    [InlineData(@"|x", "", true)]
    [InlineData(@"runtime\.call[0-9]*", "runtimexcall", false)]
    public void Expressions_fit_whole_names(string expression, string name, bool fits)
    {
        Assert.Equal(fits, Expression(expression)!.Fits(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(fits, Regex.IsMatch(name, $"^(?:{expression})$"));
    }

    [Theory]
    [InlineData("a{2}")]
    [InlineData("^a")]
    [InlineData("a$b")]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("[[:alpha:]]")]
    [InlineData("*a")]
    [InlineData(@"\bx")]
    [InlineData(@"a\")]
    [InlineData("(?i)a")]
    public void Expressions_that_are_not_understood_are_told(string expression)
    {
        Assert.Null(Expression(expression));
        byte[] profile = [.. PprofParts.Message(1, [.. PprofParts.Number(1, 1), .. PprofParts.Number(2, 1)]), .. PprofParts.Message(6, []), .. PprofParts.Message(6, "bytes"u8.ToArray()),
            .. PprofParts.Message(6, Encoding.UTF8.GetBytes(expression)), .. PprofParts.Number(7, 2)];
        Assert.Equal(Gaps.ProfileFramesKept.Id, Assert.Single(PprofProfile.Parse(profile, "f").Gaps).Id);
    }

    /// <summary>As other engines judge, on expressions made at random; and none takes more than its length a letter.</summary>
    [Fact]
    public void Expressions_at_random()
    {
        Random random = new(7);
        string[] pieces = ["a", "b", "(", ")", "|", "*", "+", "?", ".", "[ab]", "[^a]", "(a|b)*", @"\.", "::", "(?:"];
        for (int i = 0; i < 20_000; i++)
        {
            string expression = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (Expression(expression) is not { } ours || expression.Contains("**", StringComparison.Ordinal) || Regex.IsMatch(expression, @"[*+?][*+?]"))
                continue;
            string name = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => "ab.:"[random.Next(4)]));
            Assert.Equal((expression, name, Regex.IsMatch(name, $"^(?:{expression})$")), (expression, name, ours.Fits(Encoding.UTF8.GetBytes(name))));
        }
        NameExpression deep = Expression(string.Concat(Enumerable.Repeat("(a*)*", 500)) + "b")!;
        Assert.False(deep.Fits(Enumerable.Repeat((byte)'a', 4000).ToArray()));
        Assert.True(deep.Cost < 4000L * 2502);
        Assert.Null(Expression(new string('(', 5000) + new string(')', 5000)));
    }

    [Theory]
    [InlineData("sent.pb.gz")]
    [InlineData("gperftools.pb.gz")]
    public void Damaged_profiles_of_real_tools_do_no_harm(string file)
    {
        using MemoryStream plain = new();
        using (System.IO.Compression.GZipStream packed = new(new MemoryStream(SavedProfiles.Read(file)), System.IO.Compression.CompressionMode.Decompress))
            packed.CopyTo(plain);
        Fuzz.Everywhere(plain.ToArray(), bytes =>
        {
            Parsed<AllocationProfile> parsed = PprofProfile.Parse(bytes, "f");
            SavedProfiles.Report(new ProfileQuestion(), parsed.Value);
        });
    }

    static NameExpression? Expression(string text) => NameExpressionText.Of(Encoding.UTF8.GetBytes(text));

    static Dictionary<string, (long Flat, long Cumulative)> Said(string file)
    {
        Dictionary<string, (long Flat, long Cumulative)> rows = [];
        foreach (string line in File.ReadAllLines(SavedProfiles.At(file)))
        {
            if (Regex.Match(line, @"^ *(-?\d+)[A-Za-z]* +[\d.]+% +[\d.]+% +(-?\d+)[A-Za-z]* +[\d.]+%  (.*?)(?: \((?:partial-)?inline\))?$") is { Success: true } row)
                rows[row.Groups[3].Value] = (Number(row.Groups[1]), Number(row.Groups[2]));
        }
        return rows;
    }

    static long Number(Group digits) => long.Parse(digits.Value, CultureInfo.InvariantCulture);
}
