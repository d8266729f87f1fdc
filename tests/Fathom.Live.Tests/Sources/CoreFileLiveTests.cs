using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Sources.Core;
using Fathom.Sources.Elf;
using Fathom.Tests;

namespace Fathom.Live.Tests.Sources;

/// <summary>A core against the process it was made of, while both are there.</summary>
public sealed class CoreFileLiveTests : IDisposable
{
    const string Java17 = "/usr/lib/jvm/java-17-openjdk-amd64/bin/java";

    const string Program = """
        #include <pthread.h>
        #include <stdio.h>
        #include <unistd.h>
        static char zeros[1999993];
        static void *wait_here(void *none) { pause(); return none; }
        int main(void) {
            pthread_t thread;
            pthread_create(&thread, 0, wait_here, 0);
            zeros[1000000] = 77;
            printf("%lx\n", (unsigned long)&zeros[1000000]);
            fflush(stdout);
            pause();
            return zeros[7];
        }
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc", "gcore")]
    public void A_core_of_a_program_answers_as_the_program_did()
    {
        using var target = new LiveTarget(LiveTarget.Compile(_folder, "waits", Program, "-pthread"), "one", "two words");
        ulong written = ulong.Parse(target.FirstLine, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        using CoreFile core = Take(target);

        Assert.Empty(core.Missing);
        byte[] one = new byte[1];
        Assert.Equal(1, core.Memory.Read(new Address(written), one));
        Assert.Equal(77, one[0]);
        Compare(target, core);
        Assert.Equal(Tasks(target), core.Files.List("task").Value.ToHashSet());
        Assert.Equal(Images(target.Mappings, target), Images(Maps(core), core.Memory));
    }

    [RequiresFact("gcore", Java17)]
    public void A_core_of_a_jvm_answers_as_the_jvm_did()
    {
        File.WriteAllText(_folder.At("Waits.java"), """
            public class Waits {
                public static void main(String[] a) throws Exception {
                    System.out.println("ready");
                    Thread.sleep(600_000);
                }
            }
            """);
        using var target = new LiveTarget(Java17, "-Xmx32m", "-XX:TieredStopAtLevel=1", "-Dwhat=" + new string('x', 100), _folder.At("Waits.java"));

        // Compiler threads of a JVM come and go; those that were there before and after the core are in it.
        HashSet<string> before = Tasks(target);
        using CoreFile core = Take(target);

        Assert.Empty(core.Missing);
        Compare(target, core);
        before.IntersectWith(Tasks(target));
        Assert.Subset(core.Files.List("task").Value.ToHashSet(), before);
        Assert.Equal(Images(target.Mappings, target), Images(Maps(core), core.Memory));
        Mapping jvm = Maps(core).First(m => m.Name.EndsWith("/libjvm.so", StringComparison.Ordinal));
        ElfImage image = ElfImage.Open(new LoadedBytes(core.Memory, jvm.Range.Start, jvm.Name)).Value;
        Assert.True(image.ExportedSymbols.Value.Find("gHotSpotVMStructs").Ok);
    }

    [RequiresFact("gcc", "sh", "kernel-cores")]
    public void A_core_that_the_kernel_wrote_has_the_maps_of_the_process()
    {
        string program = LiveTarget.Compile(_folder, "waits", Program, "-pthread");
        using var target = new LiveTarget("sh", "-c", $"ulimit -c unlimited; cd {_folder.Path}; exec {program}");
        IReadOnlyList<Mapping> mappings = target.Mappings;
        List<string> images = Images(mappings, target);
        HashSet<string> tasks = Tasks(target);
        target.Crash();

        using CoreFile core = CoreFile.Open(Directory.GetFiles(_folder.Path, "core*").Single()).Value;

        Assert.Empty(core.Missing);
        Assert.Equal(
            mappings.Select(m => (m.Range, m.Access, m.Offset, m.Name.StartsWith('/') ? m.Name : "")),
            Maps(core).Select(m => (m.Range, m.Access, m.Offset, m.Name.StartsWith('/') ? m.Name : "")));
        Assert.Equal(images, Images(Maps(core), core.Memory));
        Assert.Equal(tasks, core.Files.List("task").Value.ToHashSet());
    }

    CoreFile Take(LiveTarget target)
    {
        Outside.Run("gcore", "-o", _folder.At("core"), target.Id.ToString(CultureInfo.InvariantCulture));
        return CoreFile.Open(_folder.At($"core.{target.Id}")).Value;
    }

    static void Compare(LiveTarget target, CoreFile core)
    {
        string proc = $"/proc/{target.Id}";
        Assert.Equal(File.ReadAllText(proc + "/cmdline"), Text(core, "cmdline"));
        Assert.Equal(File.ReadAllText(proc + "/environ"), Text(core, "environ"));
        Assert.Equal(File.ReadAllText(proc + "/comm"), Text(core, "comm"));
        Assert.Equal(new FileInfo(proc + "/exe").LinkTarget, core.Files.ReadLink("exe").Value);
        string main = $"/task/{target.Id}/syscall";
        Assert.Equal(Stack(File.ReadAllText(proc + main)), Stack(Text(core, main[1..])));
        Assert.Equal(Files(target.Mappings), Files(Maps(core)));
    }

    static HashSet<string> Tasks(LiveTarget target) =>
        [.. Directory.GetDirectories($"/proc/{target.Id}/task").Select(task => Path.GetFileName(task))];

    /// <summary>The last two words: stack pointer and program counter.</summary>
    static string Stack(string line) => string.Join(' ', line.Trim().Split(' ')[^2..]);

    static List<(AddressRange, ulong, string)> Files(IReadOnlyList<Mapping> mappings) =>
        [.. mappings.Where(m => m.Name.StartsWith('/')).Select(m => (m.Range, m.Offset, m.Name))];

    static List<string> Images(IReadOnlyList<Mapping> mappings, Fathom.Sources.Memory.IMemory memory) =>
        [.. LoadedImages.Find(mappings, memory, []).Select(i => $"{i.Name} {i.Range} {string.Join(',', i.ZeroFill)}")];

    static IReadOnlyList<Mapping> Maps(CoreFile core) => MapsLines.Parse(Text(core, "maps"));

    static string Text(CoreFile core, string name) => Encoding.UTF8.GetString(core.Files.Read(name, 64 << 20).Value);
}
