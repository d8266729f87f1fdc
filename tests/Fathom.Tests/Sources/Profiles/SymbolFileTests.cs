using Fathom.Evidence;
using Fathom.Sources.Profiles;

namespace Fathom.Tests.Sources.Profiles;

/// <summary>A library of one local function, stripped by binutils in the ways that distributions do it.</summary>
public sealed class SymbolFileTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RequiresTheory("gcc", "objcopy")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_debug_file_beside_it_is_proved_by_build_id_or_checksum(bool hasBuildId)
    {
        (string library, ulong inner) = Stripped(hasBuildId);

        Assert.Equal("inner", NameAt(library, inner, [_folder.Path]));
    }

    [RequiresTheory("gcc", "objcopy")]
    [InlineData(true)]
    [InlineData(false)]
    public void A_debug_file_of_another_build_names_nothing(bool hasBuildId)
    {
        (string library, ulong inner) = Stripped(hasBuildId);
        Compile(_folder.At("libshop.so.debug"), "int x; static int other(int a) { return a * 7; } int outer(int a) { return other(a) + x; }", hasBuildId);

        Assert.Null(NameAt(library, inner, [_folder.Path]));
    }

    [RequiresFact("gcc", "objcopy")]
    public void Debug_files_lie_in_folders_of_build_ids()
    {
        (string library, ulong inner) = Stripped(hasBuildId: true);
        string id = System.Text.RegularExpressions.Regex.Match(Outside.Run("readelf", "-n", library), "Build ID: ([0-9a-f]+)").Groups[1].Value;
        string folder = Path.Combine(_folder.Path, "symbols/usr/lib/debug/.build-id", id[..2]);
        Directory.CreateDirectory(folder);
        File.Move(_folder.At("libshop.so.debug"), Path.Combine(folder, id[2..] + ".debug"));

        Assert.Null(NameAt(library, inner, [_folder.Path]));
        Assert.Equal("inner", NameAt(library, inner, [_folder.At("symbols"), _folder.Path]));
    }

    /// <summary>What lies below a folder that the user gave is as he says; but another build-id is another file.</summary>
    [RequiresFact("gcc", "objcopy")]
    public void A_folder_of_the_user_stands_for_the_machine_of_then()
    {
        (string library, ulong inner) = Stripped(hasBuildId: true);
        Mapping gone = Mapped("/gone/libshop.so", 4711);

        Assert.Equal(("inner", false), Said(SymbolFile.Of(gone, null, [_folder.Path]), inner));
        Assert.Equal((null, false), Said(SymbolFile.Of(gone, "abcd", [_folder.Path]), inner));
        Assert.Equal((null, true), Said(SymbolFile.Of(Mapped(library, 4711), null, []), inner));
        Assert.Equal((null, true), Said(SymbolFile.Of(Mapped(library, 4711), "abcd", []), inner));
    }

    static string? NameAt(string library, ulong address, string[] folders) => Said(SymbolFile.Of(Mapped(library, 0), null, folders), address).Name;

    static (string? Name, bool IsOther) Said(SymbolFile file, ulong address)
    {
        using (file)
            return (file.NameAt(address), file.IsOther);
    }

    static Mapping Mapped(string library, ulong inode) => new(default, Access.Read | Access.Execute, 0, default, inode, library, false);

    /// <summary>Without its local symbols, which a debug file beside it has.</summary>
    (string Library, ulong Inner) Stripped(bool hasBuildId)
    {
        string library = _folder.At("libshop.so");
        Compile(library, "static __attribute__((noinline)) int inner(int a) { return a * 3; } int outer(int a) { return inner(a) + inner(a + 1); }", hasBuildId);
        ulong inner = Convert.ToUInt64(System.Text.RegularExpressions.Regex.Match(Outside.Run("nm", library), "([0-9a-f]+) t inner").Groups[1].Value, 16);
        Outside.Run("objcopy", "--only-keep-debug", library, library + ".debug");
        Outside.Run("objcopy", "--strip-all", library);
        Outside.Run("objcopy", "--add-gnu-debuglink=" + library + ".debug", library);
        return (library, inner);
    }

    void Compile(string into, string source, bool hasBuildId) =>
        Outside.Run("gcc", "-O1", "-fno-ipa-cp", "-shared", "-fPIC", hasBuildId ? "-Wl,--build-id=sha1" : "-Wl,--build-id=none", "-o", into, _folder.Write("shop.c", source));
}
