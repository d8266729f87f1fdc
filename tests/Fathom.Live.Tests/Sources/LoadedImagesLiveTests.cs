using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Tests;

namespace Fathom.Live.Tests.Sources;

/// <summary>The linker's own words (_edata, _end) as judge of where a program's zeros lie.</summary>
public sealed class LoadedImagesLiveTests : IDisposable
{
    const string Program = """
        #include <stdio.h>
        #include <unistd.h>
        extern char _edata[], _end[];
        static char zeros[1999993];
        int data = 5;
        int main(void) {
            zeros[1000000] = (char)data;
            printf("%lx %lx\n", (unsigned long)_edata, (unsigned long)_end);
            fflush(stdout);
            pause();
            return zeros[7];
        }
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresFact("gcc")]
    public void The_zeros_of_a_position_independent_program_are_those_the_linker_made() => Compare("-pie", "-fPIE");

    [RequiresFact("gcc")]
    public void The_zeros_of_a_program_at_a_fixed_address_are_those_the_linker_made() => Compare("-no-pie");

    [RequiresFact("gcc")]
    public void The_zeros_of_a_static_program_are_those_the_linker_made() => Compare("-static");

    [RequiresFact("gcc", "setarch")]
    public void A_heap_that_begins_right_behind_the_zeros_keeps_its_pages()
    {
        string program = LiveTarget.Compile(_folder, "fixed", Program, "-no-pie");
        using var target = new LiveTarget("setarch", "-R", program);

        Compare(target, program);
    }

    [RequiresFact("gcc")]
    public void The_loader_is_an_image_and_the_vdso_is_not()
    {
        using var target = new LiveTarget(LiveTarget.Compile(_folder, "zeros", Program));

        IReadOnlyList<LoadedImage> images = LoadedImages.Find(target.Mappings, target, []);

        Assert.Contains(images, image => image.Name.Contains("/ld-linux", StringComparison.Ordinal));
        Assert.Contains(images, image => image.Name.Contains("/libc", StringComparison.Ordinal));
        Assert.DoesNotContain(images, image => image.Name.StartsWith('['));
        Assert.All(images, image => Assert.True(image.ZeroFill.Count <= 1));
    }

    void Compare(params string[] options)
    {
        string program = LiveTarget.Compile(_folder, "zeros", Program, options);
        using var target = new LiveTarget(program);

        Compare(target, program);
    }

    static void Compare(LiveTarget target, string program)
    {
        ulong[] ends = [.. target.FirstLine.Split(' ')
            .Select(word => (ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture) + 0xFFF) & ~0xFFFUL)];
        var gaps = new List<Gap>();

        LoadedImage image = LoadedImages.Find(target.Mappings, target, gaps).Single(i => i.Name == program);

        Assert.Empty(gaps);
        Assert.Equal([new AddressRange(new Address(ends[0]), new Address(ends[1]))], image.ZeroFill);
    }
}
