using System.Globalization;
using Fathom.Evidence;
using Fathom.Lab.Running;

namespace Fathom.Lab.Verifying;

/// <summary>fathom, asked as a user asks it: `fathom PID --json`, in a process of its own.</summary>
public sealed class Doctor(IReadOnlyList<string> command)
{
    static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    static readonly string Library = Path.Combine(AppContext.BaseDirectory, "fathom.dll");

    /// <summary>The program that runs now, under whatever name: one file, or a library that dotnet runs.</summary>
    public static Doctor OfThisProgram { get; } = new(
        File.Exists(Library) && Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "fathom" ? ["dotnet", Library] : [Environment.ProcessPath!]);

    /// <summary>Each look is captured, and the file judged: the verdict must be the same.</summary>
    public bool ThroughBundle { get; init; }

    /// <summary>At each look the texts are collected that people can paste, and these are judged.</summary>
    public bool ThroughTexts { get; init; }

    public Doctor OfBundles() => new(command) { ThroughBundle = true };

    public Doctor OfTexts() => new(command) { ThroughTexts = true };

    public Result<IReadOnlyList<Said>> Ask(int pid, IReadOnlyList<string>? options = null)
    {
        string target = pid.ToString(CultureInfo.InvariantCulture);
        return ThroughBundle ? AskBundle(target, options ?? [])
            : ThroughTexts ? AskTexts(pid)
            : AskOf(target, options ?? []);
    }

    /// <summary>What is asked of a process beyond the ordinary is in the texts already, or cannot be had from them.</summary>
    Result<IReadOnlyList<Said>> AskTexts(int pid)
    {
        string folder = Directory.CreateTempSubdirectory("fathom-lab-").FullName;
        try
        {
            string texts = Path.Combine(folder, "jvm.txt");
            return Tool.Run(Within, command[0], [.. command.Skip(1), "capture", "--script"])
                .Then(script => PastedTexts.Collect(pid, script.Out, folder, texts) is { } gap ? gap : AskOf(texts, []));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    Result<IReadOnlyList<Said>> AskBundle(string target, IReadOnlyList<string> options)
    {
        string folder = Directory.CreateTempSubdirectory("fathom-lab-").FullName;
        try
        {
            string bundle = Path.Combine(folder, "look.fathom");
            return Tool.Run(Within, command[0], [.. command.Skip(1), "capture", target, "-q", "-o", bundle, .. options])
                .Then(capture => capture.ExitCode == 0
                    ? AskOf(bundle, options)
                    : Gaps.DoctorFailed.At("capture " + target, null, Code(capture), capture.LastWords));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    Result<IReadOnlyList<Said>> AskOf(string target, IReadOnlyList<string> options) =>
        Tool.Run(Within, command[0], [.. command.Skip(1), target, "--json", .. options])
            .Then(answer => answer.ExitCode is 0 or 1 or 5
                ? SaidJson.Parse(answer.Out)
                : Gaps.DoctorFailed.At("pid " + target, null, Code(answer), answer.LastWords));

    static string Code(Tool.Outcome answer) => answer.ExitCode.ToString(CultureInfo.InvariantCulture);
}
