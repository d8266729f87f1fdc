using System.Globalization;
using Fathom.Evidence;
using Fathom.Sources.Elf;
using Fathom.Sources.Elf.Unwind;
using Fathom.Sources.Proc;

namespace Fathom.Tests.Sources.Elf.Unwind;

/// <summary>readelf as judge: what it says of each address must be what the row there says.</summary>
public class UnwindTableTests
{
    const string Libc = "/lib/x86_64-linux-gnu/libc.so.6";
    const string Libz = "/lib/x86_64-linux-gnu/libz.so.1";
    const string Libcrypto = "/usr/lib/x86_64-linux-gnu/libcrypto.so.3";
    const string Stdcpp = "/usr/lib/x86_64-linux-gnu/libstdc++.so.6";
    const string Jvm17 = "/usr/lib/jvm/java-17-openjdk-amd64/lib/server/libjvm.so";
    const string Jvm25 = "/usr/lib/jvm/temurin-25-jdk-amd64/lib/server/libjvm.so";

    [RequiresFact("readelf", Libc)]
    public void Of_glibc() => Compare(Libc);

    [RequiresFact("readelf", Libz)]
    public void Of_a_library_without_frame_pointers() => Compare(Libz);

    [RequiresFact("readelf", Libcrypto)]
    public void Of_hand_written_assembler() => Compare(Libcrypto);

    [RequiresFact("readelf", Stdcpp)]
    public void Of_functions_with_handlers_of_exceptions() => Compare(Stdcpp);

    [RequiresFact("readelf", Jvm17)]
    public void Of_libjvm_17() => Compare(Jvm17);

    [RequiresFact("readelf", Jvm25)]
    public void Of_libjvm_25() => Compare(Jvm25);

    [RequiresFact(Libc)]
    public void More_than_was_asked_for_is_cut_and_ends_with_a_stop()
    {
        using RegularFile file = RegularFile.Open(Libc, new Bytes(Limits.MappedFileBytes)).Value;
        UnwindTable table = UnwindTable.Of(ElfImage.Open(new FileBytes(file)).Value, 1000).Value;

        Assert.True(table.IsCut);
        Assert.Equal(1000, table.Rows.Length);
        Assert.Equal(UnwindBase.Stop, table.Rows[^1].Base);
    }

    [RequiresFact(Libz)]
    public void Damaged_tables_give_rows_in_order_or_a_gap()
    {
        byte[] whole = File.ReadAllBytes(Libz);
        Random random = new(4711);
        for (int round = 0; round < 600; round++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 200); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Result<UnwindTable> table = ElfImage.Open(new ArrayBytes(damaged, round % 4 == 0 ? random.Next(damaged.Length) : damaged.Length))
                .Then(image => UnwindTable.Of(image, 100_000));
            if (table.Ok)
                Assert.True(IsInOrder(table.Value.Rows));
        }
    }

    static void Compare(string path)
    {
        using RegularFile file = RegularFile.Open(path, new Bytes(Limits.MappedFileBytes)).Value;
        UnwindTable table = UnwindTable.Of(ElfImage.Open(new FileBytes(file)).Value, 4_000_000).Value;
        Assert.Equal(0, table.Unread);
        Assert.True(IsInOrder(table.Rows));
        int seen = 0;
        foreach ((uint pc, string said, bool isLast) in Said(Outside.Run("readelf", "-wNF", path)))
        {
            seen++;
            UnwindRow row = At(table.Rows, pc);
            string mine = row.Base == UnwindBase.Stop ? "stop"
                : string.Create(CultureInfo.InvariantCulture, $"{(row.Base == UnwindBase.Stack ? "rsp" : "rbp")}+{row.Cfa} {(row.Frame == 0 ? "u" : $"c{row.Frame * 8}")}");
            if (mine != said)
                Assert.Fail($"{path} {pc:x}: readelf says {said}, the row {mine} (last of its function: {isLast})");
        }
        Assert.True(seen > 500, $"{seen} lines of readelf");
    }

    static UnwindRow At(ReadOnlySpan<UnwindRow> rows, uint pc)
    {
        int low = 0;
        int high = rows.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = rows[middle].Pc <= pc ? (middle + 1, high) : (low, middle);
        }
        return rows[low - 1];
    }

    static bool IsInOrder(ReadOnlySpan<UnwindRow> rows)
    {
        for (int i = 1; i < rows.Length; i++)
        {
            if (rows[i].Pc <= rows[i - 1].Pc)
                return false;
        }
        return true;
    }

    /// <summary>Each address within a function that readelf has a line for, and what a row can say of that line.</summary>
    static IEnumerable<(uint Pc, string Said, bool IsLast)> Said(string text)
    {
        string[] names = [], lines = text.Split('\n');
        bool isFunction = false;
        ulong end = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
                continue;
            if (words.Contains("FDE") || words.Contains("CIE"))
            {
                isFunction = words.Contains("FDE");
                end = isFunction ? ulong.Parse(words[^1].Split("..")[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
            }
            else if (words[0] == "LOC")
                names = words;
            else if (isFunction && words.Length == names.Length && words[0].Length == 16
                && ulong.TryParse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong pc) && pc < end)
                yield return ((uint)pc, Fitting(names, words), lines[i + 1].Length == 0);
        }
    }

    static string Fitting(string[] names, string[] words)
    {
        string Of(string name) => Array.IndexOf(names, name) is >= 0 and var at ? words[at] : "u";
        string cfa = Of("CFA"), frame = Of("rbp");
        string[] sum = cfa.Split('+');
        bool fits = sum is ["rsp" or "rbp", _] && int.Parse(sum[1], CultureInfo.InvariantCulture) is >= 8 and <= short.MaxValue && Of("ra") == "c-8"
            && (frame is "u" or "s" || (frame.StartsWith("c-", StringComparison.Ordinal) && int.Parse(frame[2..], CultureInfo.InvariantCulture) <= 1024));
        return !fits ? "stop" : $"{cfa} {(frame == "s" ? "u" : frame)}";
    }
}
