using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Elf;

/// <summary>binutils as judge over libraries that the machine has.</summary>
public class RealElfTests
{
    const string Libc = "/lib/x86_64-linux-gnu/libc.so.6";
    const string Jvm17 = "/usr/lib/jvm/java-17-openjdk-amd64/lib/server/libjvm.so";
    const string Jvm25 = "/usr/lib/jvm/temurin-25-jdk-amd64/lib/server/libjvm.so";

    [RequiresFact("nm", "readelf", Libc)]
    public void Libc_reads_as_binutils_reads_it() => Compare(Libc);

    [RequiresFact("nm", "readelf", Jvm17)]
    public void Libjvm_of_17_reads_as_binutils_reads_it() => Compare(Jvm17);

    [RequiresFact("nm", "readelf", Jvm25)]
    public void Libjvm_of_25_reads_as_binutils_reads_it() => Compare(Jvm25);

    [RequiresFact(Jvm17)]
    public void Private_statics_of_libjvm_are_found_without_an_allocation_for_each_symbol()
    {
        using RegularFile file = RegularFile.Open(Jvm17, new Bytes(Limits.MappedFileBytes)).Value;
        SymbolTable table = ElfImage.Open(new FileBytes(file)).Value.AllSymbols.Value;
        string[] names = ["gHotSpotVMStructs", "_ZN19MallocMemorySummary9_snapshotE", "_ZN10JavaThread3runEv"];
        table.FindEach(names);

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool[] found = [.. table.FindEach(names).Select(symbol => symbol.Ok)];
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.DoesNotContain(false, found);
        Assert.True(allocated < table.Count, $"{allocated} bytes for {table.Count} symbols");
    }

    static void Compare(string path)
    {
        using RegularFile file = RegularFile.Open(path, new Bytes(Limits.MappedFileBytes)).Value;
        ElfImage image = ElfImage.Open(new FileBytes(file)).Value;

        Assert.Equal(Field(Outside.Run("readelf", "-nW", path), "Build ID: "), image.BuildId.Value);
        Assert.Equal(Field(Outside.Run("readelf", "-dW", path), "soname: [").TrimEnd(']'), image.SoName.Value);
        Assert.Equal(Symbols(Outside.Run("readelf", "-W", "--dyn-syms", path)), Symbols(image.ExportedSymbols.Value));
        if (image.AllSymbols.Ok)
        {
            string all = Outside.Run("readelf", "-sW", path);
            Assert.Equal(Symbols(all[all.IndexOf("'.symtab'", StringComparison.Ordinal)..]), Symbols(image.AllSymbols.Value));
        }
        LookUp(path, image.ExportedSymbols.Value);
    }

    /// <summary>Every name of nm whose default version is one address.</summary>
    static void LookUp(string path, SymbolTable table)
    {
        var defaults = Outside.Run("nm", "-D", "--defined-only", path)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(f => f.Length == 3 && f[1] != "A")
            .Select(f => (Value: ulong.Parse(f[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), Name: f[2].Split('@')))
            .Where(s => s.Name.Length != 2)
            .DistinctBy(s => s.Name[0]);
        foreach ((ulong value, string[] name) in defaults)
            Assert.Equal((name[0], value), (name[0], table.Find(name[0]).Value.Value));
    }

    static List<(ulong, ulong, string)> Symbols(SymbolTable table)
    {
        var symbols = new List<(ulong, ulong, string)>();
        using SymbolCursor cursor = table.Scan();
        while (cursor.MoveNext())
        {
            // readelf gives sections, which have no names, the names of what they hold, and versions in its own words.
            ElfSymbol s = cursor.Current;
            if (s.Kind != SymbolKind.Section)
                symbols.Add((s.Value, s.Size, table.NameOf(s).Split('@')[0]));
        }
        return symbols;
    }

    static List<(ulong, ulong, string)> Symbols(string readelf) =>
    [
        .. readelf.Split('\n')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length >= 7 && f[0].EndsWith(':') && char.IsAsciiDigit(f[0][0]) && f[3] != "SECTION")
            .Select(f => (
                ulong.Parse(f[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                f[2].StartsWith("0x", StringComparison.Ordinal)
                    ? ulong.Parse(f[2].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                    : ulong.Parse(f[2], CultureInfo.InvariantCulture),
                f.Length > 7 ? f[7].Split('@')[0] : "")),
    ];

    static string Field(string text, string name)
    {
        int at = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
        return text[at..text.IndexOf('\n', at)].Trim();
    }
}
