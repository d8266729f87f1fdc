using System.Globalization;
using Fathom.Cli;
using Fathom.Evidence;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>Fingerprints of a user's own: learned from what a program does between two looks, and used by every verb.</summary>
public sealed class LearningTests : IDisposable
{
    const int First = 101, More = 41, Later = 67;

    readonly TemporaryFolder _settings = new();

    public void Dispose() => _settings.Dispose();

    [RequiresFact("gcc")]
    public void What_an_action_makes_is_known_by_name_in_another_process()
    {
        using (CTarget taught = Opens(First, More))
        {
            (int exit, string out_, string talk) = Call(taught, ["census", Pid(taught), "--learn", "acme session"]);
            Assert.True(exit == 0, $"exit {exit}: {talk}");
            Assert.Equal(File.ReadAllText(_settings.At("fingerprints/acme-session.fingerprint")), out_);
        }

        using CTarget target = Opens(Later, More);
        CensusRow session = Assert.Single(Rows(target), row => row.Structure == "acme session");

        Assert.Equal(("libsessions.so", Later), (session.Owner, session.Count));
        // The session, its name and its buffer, as malloc counts them.
        Assert.Equal(Later * (Block.ChunkOf(72) + Block.ChunkOf(40) + Block.ChunkOf(3000)), session.Bytes);
    }

    [RequiresFact("gcc")]
    public void Where_nothing_grows_nothing_is_learned()
    {
        using CTarget target = Opens(First, 1);

        (int exit, _, string talk) = Call(target, ["census", Pid(target), "--learn", "acme session"]);

        Assert.Equal(ExitCode.CannotTell, exit);
        Assert.Contains("fingerprint", talk, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_settings.At("fingerprints")));
    }

    [RequiresFact("gcc")]
    public void Every_verb_with_a_census_uses_them()
    {
        // By its words a session is libsessions'; whoever knows better says so.
        _settings.Write("fingerprints/acme.fingerprint", """
            name    acme session
            owner   libacme.so
            ran     the test's own
            chunk   session 64-112
            word    session+0 constant in libsessions* symbol plain_ops
            """);
        using CTarget target = Opens(First, More);

        Assert.Contains(Rows(target), row => (row.Owner, row.Structure, row.Count) == ("libacme.so", "acme session", First));
        foreach (string[] verb in (string[][])[["ledger", Pid(target), "--census", "--json"], ["doctor", Pid(target), "--json"], [Pid(target), "--json"]])
            Assert.Contains("\"malloc/in-use/libacme\"", Call(target, verb).Out, StringComparison.Ordinal);
    }

    [RequiresFact("gcc")]
    public void One_that_is_not_understood_is_named_and_the_answer_given()
    {
        _settings.Write("fingerprints/bad.fingerprint", "owner nobody's\n");
        using CTarget target = Opens(First, More);

        foreach (string[] verb in (string[][])[["census", Pid(target)], ["ledger", Pid(target), "--census"], ["doctor", Pid(target)]])
        {
            (int exit, string out_, _) = Call(target, verb);
            Assert.Equal(ExitCode.Usage, exit);
            Assert.Contains("bad.fingerprint:1", out_, StringComparison.Ordinal);
            Assert.Contains("libsessions", out_, StringComparison.Ordinal);
        }
        // Nobody asked whose blocks these are.
        Assert.Equal(ExitCode.Fine, Call(target, ["ledger", Pid(target)]).Exit);
    }

    /// <summary>What stands where their folder should be: nobody is left to believe that his fingerprints were used.</summary>
    [RequiresFact("gcc")]
    public void A_folder_that_cannot_be_read_is_named_and_the_answer_given()
    {
        _settings.Write("fingerprints", "no folder\n");
        using CTarget target = Opens(First, More);

        (int exit, string out_, _) = Call(target, ["census", Pid(target)]);

        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains(Path.Combine(_settings.Path, "fingerprints"), out_, StringComparison.Ordinal);
        Assert.Contains("libsessions", out_, StringComparison.Ordinal);
    }

    static CTarget Opens(int first, int more) =>
        new("opens", CPrograms.Library("sessions"), first.ToString(CultureInfo.InvariantCulture), more.ToString(CultureInfo.InvariantCulture));

    static string Pid(CTarget target) => target.Pid.ToString(CultureInfo.InvariantCulture);

    CensusRow[] Rows(CTarget target) =>
        CensusRow.All(System.Text.Json.JsonDocument.Parse(Call(target, ["census", Pid(target), "--json"]).Out).RootElement);

    /// <summary>Whoever is asked for a line lets the target go on first.</summary>
    (int Exit, string Out, string Talk) Call(CTarget target, string[] arguments)
    {
        using MemoryStream output = new();
        using StringWriter talk = new();
        using Session session = new(output, talk)
        {
            Settings = _settings.Path,
            Hear = () =>
            {
                target.GoOn();
                return "";
            },
        };
        int exit = Program.Run(arguments, session);
        session.Out.Flush();
        return (exit, System.Text.Encoding.UTF8.GetString(output.ToArray()), talk.ToString());
    }
}
