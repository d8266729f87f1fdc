using Fathom.Evidence;
using Fathom.Lab.Verifying;

namespace Fathom.Tests.Lab;

public sealed class SaidJsonTests
{
    const string Answer = """
        { "schema": "fathom/1", "target": { "pid": 4242 }, "rss_bytes": 1,
          "findings": [
            { "rule": "FTH012", "severity": "warning", "confidence": "certain", "title": "GZIP streams never closed",
              "bytes": 373293056, "evidence": ["9,001 streams"], "confirm": "fathom confirm", "remedy": ["close()"] },
            { "rule": "FTH071", "severity": "info", "confidence": null } ],
          "ruled_out": [], "gaps": [] }
        """;

    [Fact]
    public void Findings_are_read_with_what_judging_needs()
    {
        IReadOnlyList<Said> said = SaidJson.Parse(Answer).Value;

        Assert.Equal([
            new Said("FTH012", "warning", "certain", "GZIP streams never closed"),
            new Said("FTH071", "info", "", "")], said);
        Assert.True(said[0].IsBlame && said[0].IsCertain);
        Assert.False(said[1].IsBlame || said[1].IsCertain);
    }

    [Theory]
    [InlineData("""{ "why": "half of it has no owner", "how": "jcmd 1 VM.info" }""", true)]
    [InlineData("null", false)]
    public void That_another_file_would_decide_is_no_blame_and_no_silence(string next, bool asks)
    {
        IReadOnlyList<Said> said = SaidJson.Parse($$"""{ "schema": "fathom/1", "findings": [], "next_evidence": {{next}} }""").Value;

        Assert.Equal(asks, said.Any(each => each.IsCannotTell));
        Assert.DoesNotContain(said, each => each.IsBlame);
    }

    [Theory]
    [InlineData("""{ "schema": "fathom/1", "findings": [] }""")]
    [InlineData("""{ "schema": "fathom/1", "findings": null }""")]
    [InlineData("""{ "schema": "fathom/1" }""")]
    public void An_answer_without_findings_says_nothing(string answer) => Assert.Empty(SaidJson.Parse(answer).Value);

    [Theory]
    [InlineData("")]
    [InlineData("fathom: pid 4242 is gone")]
    [InlineData("[]")]
    [InlineData("""{ "findings": [] }""")]
    [InlineData("""{ "schema": "fathom/2", "findings": [] }""")]
    [InlineData("""{ "schema": "fathom/1", "findings": {} }""")]
    [InlineData("""{ "schema": "fathom/1", "findings": [ 1 ] }""")]
    [InlineData("""{ "schema": "fathom/1", "findings": [ { "rule": "FTH012" } ] }""")]
    [InlineData("""{ "schema": "fathom/1", "findings": [ { "rule": 12, "severity": "info" } ] }""")]
    [InlineData("""{ "schema": "fathom/1", "findings": [ { "rule": "\ud800", "severity": "info" } ] }""")]
    public void What_is_no_answer_is_a_gap(string answer) =>
        Assert.Equal(Gaps.VerdictNotUnderstood.Id, SaidJson.Parse(answer).Gap?.Id);

    [Fact]
    public void A_list_beyond_all_bounds_is_refused() =>
        Assert.Equal(Gaps.VerdictNotUnderstood.Id,
            SaidJson.Parse("""{ "schema": "fathom/1", "findings": [""" + string.Join(',', Enumerable.Repeat("{}", 5000)) + "] }").Gap?.Id);

    [Fact]
    public void Cut_or_scrambled_anywhere_an_answer_never_throws() => Law.Holds(random =>
    {
        char[] answer = Answer[..random.Next(Answer.Length + 1)].ToCharArray();
        for (int i = 0; i < random.Next(5) && answer.Length > 0; i++)
            answer[random.Next(answer.Length)] = "{}[]\":,\\ud8\0é0"[random.Next(13)];

        _ = SaidJson.Parse(new string(answer)).Ok;
    }, times: 3000);
}
