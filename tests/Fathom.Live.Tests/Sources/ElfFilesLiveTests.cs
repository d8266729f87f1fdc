using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Proc;
using Fathom.Tests;

namespace Fathom.Live.Tests.Sources;

/// <summary>A library under a running program: in its place, replaced, deleted.</summary>
public sealed class ElfFilesLiveTests : IDisposable
{
    const string Library = "int answer(void) { return 42; }\nstatic int hidden(void) { return 1; }\nint (*keep)(void) = hidden;\n";

    const string Program = """
        #include <stdio.h>
        #include <unistd.h>
        int answer(void);
        int main(void) { printf("%d\n", answer()); fflush(stdout); pause(); return 0; }
        """;

    readonly TemporaryFolder _folder = new();
    readonly LiveTarget? _target;
    readonly string _library;

    public ElfFilesLiveTests()
    {
        _library = _folder.At("libanswer.so");
        if (!Requires.Has("gcc"))
            return;
        LiveTarget.Compile(_folder, "libanswer.so", Library, "-shared", "-fPIC", "-Wl,--build-id");
        _target = new LiveTarget(LiveTarget.Compile(_folder, "asks", Program, _library, "-Wl,-rpath," + _folder.Path));
    }

    public void Dispose()
    {
        _target?.Dispose();
        _folder.Dispose();
    }

    [RequiresFact("gcc")]
    public void A_library_in_its_place_is_read_from_its_file()
    {
        using ElfSource source = Open(withMapFiles: true);

        Assert.Equal(ElfOrigin.File, source.Origin);
        Assert.True(source.Image.AllSymbols.Value.Find("hidden").Ok);
        Assert.Empty(source.Refused);
    }

    [RequiresFact("gcc", "root")]
    public void A_deleted_library_is_read_through_map_files()
    {
        File.Delete(_library);

        using ElfSource source = Open(withMapFiles: true);

        Assert.Equal(ElfOrigin.MapFiles, source.Origin);
        Assert.True(source.Image.AllSymbols.Value.Find("hidden").Ok);
    }

    [RequiresFact("gcc")]
    public void A_deleted_library_is_read_from_memory_where_map_files_is_not_allowed()
    {
        File.Delete(_library);

        using ElfSource source = Open(withMapFiles: false);

        Assert.Equal(ElfOrigin.Memory, source.Origin);
        Assert.True(source.Image.ExportedSymbols.Value.Find("answer").Ok);
    }

    [RequiresFact("gcc")]
    public void A_library_that_another_build_replaced_is_not_taken_for_the_mapped_one()
    {
        // As a container's overlay may show it: the mapping does not say that its file is deleted.
        string other = LiveTarget.Compile(_folder, "other.so", "int other(void) { return 1; }", "-shared", "-fPIC", "-Wl,--build-id");
        File.Move(other, _library, overwrite: true);

        using ElfSource source = Open(withMapFiles: false, m => m with { IsDeleted = false });

        Assert.Equal(ElfOrigin.Memory, source.Origin);
        Assert.Equal("mapped-file-replaced", Assert.Single(source.Refused).Id);
    }

    [RequiresFact("gcc")]
    public void A_file_system_that_shows_another_device_is_believed_by_the_build_id()
    {
        using ElfSource source = Open(withMapFiles: false, m => m with { Device = new Device(0, 99), Inode = 1 });

        Assert.Equal(ElfOrigin.File, source.Origin);
    }

    ElfSource Open(bool withMapFiles, Func<Mapping, Mapping>? change = null)
    {
        using TargetRoot root = TargetRoot.Of(_target!.Id).Value;
        Mapping[] image = [.. _target.Mappings.Where(m => m.Name == _library).Select(change ?? (m => m))];
        var files = new ElfFiles([root], withMapFiles ? new MapFiles(_target.Id) : null, _target);
        return files.Open(image).Value;
    }
}
