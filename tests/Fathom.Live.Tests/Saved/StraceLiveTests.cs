using System.Diagnostics;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Strace;
using Fathom.Sources.Proc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Saved;

/// <summary>What strace logged, held against what the kernel says is mapped.</summary>
public sealed class StraceLiveTests
{
    [Theory]
    [InlineData("trace=brk,mmap,munmap,mremap,mprotect")]
    [InlineData("trace=brk,mmap,munmap,mremap,mprotect,clone,clone3,execve", "-tt", "-T")]
    [InlineData("trace=brk,mmap,munmap,mremap,mprotect", "-k", "-y")]
    public void What_is_left_of_a_log_is_what_the_program_has_mapped(string expression, params string[] options)
    {
        using TemporaryFolder folder = new();
        string log = Path.Combine(folder.Path, "log");
        string program = CPrograms.Compiled("maps");
        IReadOnlyList<Mapping> maps = Run(["-f", "-o", log, "-e", expression, .. options, program]);

        using FileStream stream = File.OpenRead(log);
        Parsed<MemoryCalls> parsed = StraceText.Read(stream, "log");

        Assert.Empty(parsed.Gaps);
        TracedProgram traced = Assert.Single(parsed.Value.Programs);
        Mapping[] own = [.. MadeByCalls(maps, program)];
        Assert.Equal(Sum(own, mapping => !IsFile(mapping) && IsUsable(mapping)), traced.Live.Usable);
        Assert.Equal(Sum(own, mapping => !IsFile(mapping) && !IsUsable(mapping)), traced.Live.Reserved);
        Assert.Equal(Sum(own, IsFile), traced.Live.Files);
        Assert.Equal((0, 0), (traced.Missed, traced.ReleasedOfBefore.Value));
        Assert.InRange(traced.ArenaHeaps, 1, 6);
        Assert.Equal(options.Contains("-k"), traced.Sites.Count > 0);
    }

    static IReadOnlyList<Mapping> Run(string[] arguments)
    {
        ProcessStartInfo start = new("strace", arguments) { RedirectStandardOutput = true };
        using Process strace = Process.Start(start)!;
        string text = strace.StandardOutput.ReadToEnd();
        strace.WaitForExit();
        Assert.Equal(0, strace.ExitCode);
        return MapsText.Parse(System.Text.Encoding.UTF8.GetBytes(text), "maps").Value;
    }

    /// <summary>execve maps the program, its loader and what follows them without a call; the stack and vdso too.</summary>
    static IEnumerable<Mapping> MadeByCalls(IReadOnlyList<Mapping> maps, string program)
    {
        bool ofKernel = false;
        Address end = default;
        foreach (Mapping mapping in maps)
        {
            ofKernel = mapping.Name == program || mapping.Name.Contains("/ld-", StringComparison.Ordinal)
                || (mapping.Name.Length == 0 && ofKernel && mapping.Range.Start == end);
            end = mapping.Range.End;
            if (!ofKernel && (mapping.Name is "" or "[heap]" || IsFile(mapping)))
                yield return mapping;
        }
    }

    static bool IsFile(Mapping mapping) => mapping.Name.StartsWith('/');

    static bool IsUsable(Mapping mapping) => (mapping.Access & (Access.Read | Access.Write | Access.Execute)) != 0;

    static Bytes Sum(IEnumerable<Mapping> mappings, Func<Mapping, bool> which) =>
        new(mappings.Where(which).Sum(mapping => mapping.Range.Length.Value));
}
