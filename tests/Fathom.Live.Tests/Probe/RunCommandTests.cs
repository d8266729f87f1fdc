using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fathom.Live.Tests.Cli;
using Fathom.Sources.Probe;
using Fathom.Tests;

namespace Fathom.Live.Tests.Probe;

/// <summary>`fathom run` as a user calls it.</summary>
public class RunCommandTests
{
    const string Main = "fathomtest.Leaks";

    static readonly string Java = Machine.FindJdk(17)?.Java ?? "java";

    [BinaryFact]
    public void Output_and_exit_code_are_the_programs_and_its_JVMs_are_named()
    {
        using TemporaryFolder folder = new();
        string[] java = [Java, "-Xmx64m", "-cp", JavaProgram.Classes, Main];

        Answer answer = Answer.OfBinary(["run", "-o", folder.At("answer.json"), "-q", "--", .. java, "say só-é", "keep 1009 104729", $"child {Java} {JavaProgram.Classes}", "exit 37"]);

        Assert.Equal((37, "só-é", ""), (answer.ExitCode, answer.Text, answer.Talk));
        JsonElement run = JsonDocument.Parse(File.ReadAllText(folder.At("answer.json"))).RootElement.GetProperty("run");
        JsonElement[] processes = [.. run.GetProperty("processes").EnumerateArray()];
        Assert.Equal(["fathomtest.Leaks", "fathomtest.Waits"], processes.Select(process => process.GetProperty("name").GetString()!.Split(' ')[0]).Order());
        JsonElement leaks = processes.First(process => process.GetProperty("name").GetString()!.StartsWith(Main, StringComparison.Ordinal)).GetProperty("trace");
        Assert.StartsWith("fathomtest.Leaks.keepBlocks (Leaks.java:", leaks.GetProperty("live")[0].GetProperty("java").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, leaks.GetProperty("calls_left").GetInt64());
        Assert.Empty(LeftIn("/tmp", answer));
    }

    [BinaryFact]
    public void A_script_reaches_its_JVM_and_what_stands_in_the_environment_stays()
    {
        using TemporaryFolder folder = new();
        string script = folder.Write("start.sh", $"#!/bin/sh\nexport JAVA_TOOL_OPTIONS=\"$JAVA_TOOL_OPTIONS -Dof.the.script=1\"\n{Java} -Xmx64m -cp {JavaProgram.Classes} {Main} 'keep 1009 104729' 'exit 3'\nexit 4\n");
        File.SetUnixFileMode(script, (UnixFileMode)0x1ED);

        Answer answer = Answer.OfBinary("run", "-q", "--nmt", "summary", "--", script);

        Assert.Equal(4, answer.ExitCode);
        Assert.Contains("fathomtest.Leaks.keepBlocks (Leaks.java:", Flat(answer.Text), StringComparison.Ordinal);
        Assert.Contains("committed at its end: ", Flat(answer.Text), StringComparison.Ordinal);
        Assert.Contains("-Dof.the.script=1", answer.Talk, StringComparison.Ordinal);
    }

    [BinaryFact]
    public void A_program_that_is_no_JVM_is_preloaded()
    {
        Answer answer = Answer.OfBinary("run", "--preload", "--interval", "64k", "--json", "--", CPrograms.Compiled("leaks"), "20011", "1009");

        Assert.True(answer.ExitCode == 5, answer.Talk);
        // Its own output comes first.
        string[] parts = answer.Text.Split('\n', 2);
        Assert.Equal("20011 blocks", parts[0]);
        JsonElement trace = JsonDocument.Parse(parts[1]).RootElement.GetProperty("run").GetProperty("processes")[0].GetProperty("trace");
        JsonElement most = trace.GetProperty("live")[0];
        Assert.StartsWith("keep of leaks", most.GetProperty("native").GetString(), StringComparison.Ordinal);
        double truth = 20011.0 * 1009, chance = -Math.Exp(-1009.0 / 65536) + 1, deviation = truth * Math.Sqrt((1 - chance) / chance / 20011);
        Assert.InRange(most.GetProperty("bytes").GetDouble(), truth - 5 * deviation, truth + 5 * deviation);
    }

    [BinaryFact]
    public void A_signal_is_passed_on_and_the_answer_comes_all_the_same()
    {
        using TemporaryFolder folder = new();
        using Running run = Running.Start(["run", "-q", "-o", folder.At("answer.txt"), "--", .. LeakingJvm.Here(17)]);
        run.Tell("keep 1009 104729");

        run.Signal("-TERM");

        Assert.Equal(128 + 15, run.WaitForEnd());
        string answer = Flat(File.ReadAllText(folder.At("answer.txt")));
        Assert.Contains("fathomtest.Leaks.keepBlocks (Leaks.java:", answer, StringComparison.Ordinal);
        Assert.Contains("exit 143", answer, StringComparison.Ordinal);
    }

    [BinaryFact]
    public void The_time_ends_the_trace_and_not_the_program()
    {
        using TemporaryFolder folder = new();
        using Running run = Running.Start(["run", "-q", "--for", "1s", "-o", folder.At("answer.txt"), "--", .. LeakingJvm.Here(17)]);
        run.Tell("keep 1009 104729");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(folder.At("answer.txt")) && new FileInfo(folder.At("answer.txt")).Length > 0, TimeSpan.FromSeconds(60)));

        run.Tell("pass 1009 104729");

        Assert.Equal(0, run.End());
        string answer = Flat(File.ReadAllText(folder.At("answer.txt")));
        Assert.Contains("fathomtest.Leaks.keepBlocks (Leaks.java:", answer, StringComparison.Ordinal);
        Assert.Contains("runs on", answer, StringComparison.Ordinal);
    }

    [BinaryFact]
    public void A_JVM_that_lost_its_environment_is_attached_to()
    {
        using TemporaryFolder folder = new();
        string command = string.Join(' ', LeakingJvm.Here(17));
        using Running run = Running.Start(["run", "--json", "-o", folder.At("answer.json"), "--", "sh", "-c", "echo HOST $$; exec env -i " + command]);
        Assert.True(SpinWait.SpinUntil(() => ProbeTable.Find(run.Told) is { Ok: true } found && found.Value.IsOn, TimeSpan.FromSeconds(60)));
        run.Tell("keep 1009 104729");

        Assert.Equal(0, run.End());

        string answer = File.ReadAllText(folder.At("answer.json"));
        // It ends without a word, perhaps before its lines were asked for.
        Assert.Contains("\"run-late\"", answer, StringComparison.Ordinal);
        Assert.Contains("\"java\": \"fathomtest.Leaks.keepBlocks", answer, StringComparison.Ordinal);
    }

    [BinaryFact]
    public void A_JVM_that_a_script_leaves_behind_is_waited_for()
    {
        using TemporaryFolder folder = new();
        string command = string.Join(' ', LeakingJvm.Here(17)) + " 'keep 1009 104729' 'exit 0' >/dev/null 2>&1 &";

        Answer answer = Answer.OfBinary("run", "-q", "--", "sh", "-c", command);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("fathomtest.Leaks.keepBlocks (Leaks.java:", Flat(answer.Text), StringComparison.Ordinal);
    }

    [BinaryFact]
    public void When_fathom_is_killed_the_program_runs_on_and_its_children_are_left_alone()
    {
        using Running run = Running.Start(["run", "-q", "--", "sh", "-c", "echo HOST $$; exec \"$@\"", "sh", .. LeakingJvm.Here(17)]);
        Assert.True(SpinWait.SpinUntil(() => ProbeTable.Find(run.Told) is { Ok: true } found && found.Value.IsOn, TimeSpan.FromSeconds(60)));
        string folder = Environment(run.Told);

        run.Signal("-KILL");
        run.Tell($"child {Java} {JavaProgram.Classes}");
        run.Tell("keep 1009 104729");
        Answer trace = Answer.OfBinary("trace", run.Told.ToString(CultureInfo.InvariantCulture), "--for", "1s", "--yes", "--json");

        Assert.True(trace.ExitCode == 0, trace.Talk);
        Assert.Equal(0, trace.Json.GetProperty("trace").GetProperty("calls_left").GetInt64());
        Assert.Null(ProbeTable.Find(run.Told));
        run.Tell("pass 1009 104729");
        run.End();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The folder that it was told of.</summary>
    static string Environment(int pid)
    {
        string text = File.ReadAllText($"/proc/{pid}/environ");
        int from = text.IndexOf("-agentpath:", StringComparison.Ordinal) + "-agentpath:".Length;
        return Path.GetDirectoryName(text[from..text.IndexOf('=', from)])!;
    }

    [BinaryFact]
    public void What_cannot_be_written_is_told_and_nothing_is_left_nor_lost()
    {
        string[] java = [Java, "-Xmx64m", "-cp", JavaProgram.Classes, Main, "keep 1009 104729"];

        Answer full = Answer.OfBinary(["run", "-q", "-o", "/dev/full", "--", .. java]);
        Answer itsOwn = Answer.OfBinary(["run", "-q", "-o", "/dev/full", "--", .. java, "exit 7"]);
        Answer noProfile = Answer.OfBinary("run", "-o", CPrograms.Shared.At("none.svg"), "--", "true");

        full.Ends(2, "the output cannot be written");
        Assert.Contains("fathomtest.Leaks.keepBlocks (Leaks.java:", Flat(full.Text), StringComparison.Ordinal);
        itsOwn.Ends(7, "the output cannot be written");
        noProfile.Ends(5, "no process of it has samples");
        Assert.All([full, itsOwn, noProfile], answer => Assert.DoesNotContain("stays: ", answer.Talk, StringComparison.Ordinal));
    }

    [BinaryFact]
    public void A_full_disk_behind_standard_output_is_no_crash()
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", "\"$0\" run -q -- true > /dev/full", Answer.Binary!]) { RedirectStandardError = true })!;

        string talk = shell.StandardError.ReadToEnd();
        shell.WaitForExit();

        Assert.True(shell.ExitCode == 2, talk);
        Assert.Contains("the output cannot be written", talk, StringComparison.Ordinal);
    }

    /// <summary>Who has more rights than fathom may need the probe's file for a JVM to come: to fathom he looks like nobody.</summary>
    [BinaryFact("setsid", IsForRoot = true)]
    public void A_folder_that_somebody_out_of_reach_may_need_stays_until_a_later_run()
    {
        using TemporaryFolder folder = new();
        string binary = folder.At("fathom"), rises = folder.At("rises");
        File.Copy(Answer.Binary!, binary);
        File.Copy(CPrograms.Compiled("rises"), rises);
        File.SetUnixFileMode(rises, (UnixFileMode)0x9ED);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0x3FF);
        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", binary, "run", "-q", "--probe-folder", folder.Path];

        // In a session of its own: others that are out of reach come and go in this one.
        Answer answer = Answer.OfProgram("setsid", ["--wait", "setpriv", .. nobody, "--for", "10s", "--", rises, "sh", "-c", "sleep 600 >/dev/null 2>&1 & echo $!"]);

        string heir = answer.Text.Split('\n')[0], left = Assert.Single(Directory.GetDirectories(folder.Path, ".fathom-run-*"));
        Assert.Contains($"{left} stays: a process lives that may start a JVM", answer.Talk, StringComparison.Ordinal);
        Outside.Run("kill", "-KILL", heir);
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists("/proc/" + heir), TimeSpan.FromSeconds(60)));
        Answer.OfBinary("run", "-q", "--probe-folder", folder.Path, "--", "true").Ends(0);
        // Of another user: its owner's to remove.
        Assert.True(Directory.Exists(left));
        Assert.Equal(0, Answer.OfProgram("setsid", ["--wait", "setpriv", .. nobody, "--", "true"]).ExitCode);
    }

    [BinaryFact("setsid", IsForRoot = true)]
    public void A_JVM_with_more_rights_than_fathom_is_said_to_be_out_of_reach()
    {
        using TemporaryFolder folder = new();
        string binary = folder.At("fathom"), rises = folder.At("rises");
        File.Copy(Answer.Binary!, binary);
        File.Copy(CPrograms.Compiled("rises"), rises);
        File.SetUnixFileMode(rises, (UnixFileMode)0x9ED);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0x3FF);

        Answer answer = Answer.OfProgram("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", binary, "run", "--", rises, Java, "-Xmx64m", "-cp", JavaProgram.Classes, Main, "exit 3");

        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("needs the right to trace it", Flat(answer.Text), StringComparison.Ordinal);
    }

    [BinaryFact]
    public void What_cannot_be_started_is_said()
    {
        using TemporaryFolder folder = new();

        Answer.OfBinary("run", "--", "fathom-has-no-such-program").Ends(2, "there is no program");
        Answer.OfBinary("run", "--", folder.Write("no.sh", "echo")).Ends(4, "cannot be started (EACCES)");
        Answer.OfBinary("run", "--probe-folder", "/proc", "--", "true").Ends(5, "--probe-folder");
        Answer.OfBinary("run", "--probe-folder", "relative", "--", "true").Ends(5, "--probe-folder");
        Answer.OfBinary("run", "true").Ends(2, "--");
        Answer.OfBinary("run", "--", "true").Ends(0);
        Assert.Contains("no process of it took the probe up", Flat(Answer.OfBinary("run", "--", "sh", "-c", "exit 0").Text), StringComparison.Ordinal);
    }

    static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));

    static IEnumerable<string> LeftIn(string folder, Answer answer) => Directory.EnumerateDirectories(folder, ".fathom-run-*").Where(path => answer.Talk.Contains(path, StringComparison.Ordinal));

    /// <summary>fathom with a program that obeys lines.</summary>
    sealed class Running : IDisposable
    {
        readonly Process _process;
        readonly StringBuilder _talk = new();

        Running(Process process)
        {
            _process = process;
            process.ErrorDataReceived += (_, line) => _talk.AppendLine(line.Data);
            process.BeginErrorReadLine();
            for (string? line = ""; line != "ready"; line = process.StandardOutput.ReadLine())
            {
                Assert.True(line is not null, _talk.ToString());
                if (line.StartsWith("HOST ", StringComparison.Ordinal))
                    Told = int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
            }
        }

        /// <summary>The pid that the program has said.</summary>
        internal int Told { get; }

        internal static Running Start(IReadOnlyList<string> arguments) => new(Process.Start(new ProcessStartInfo(Answer.Binary!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

        internal void Tell(string line)
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
            Assert.Equal("done", _process.StandardOutput.ReadLine());
        }

        internal void Signal(string signal) => Outside.Run("kill", signal, _process.Id.ToString(CultureInfo.InvariantCulture));

        internal int End()
        {
            _process.StandardInput.Close();
            return WaitForEnd();
        }

        internal int WaitForEnd()
        {
            _process.StandardOutput.ReadToEnd();
            _process.WaitForExit();
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }
}
