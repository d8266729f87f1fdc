using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>Source file and lines of a method, out of the JVM's own tables (constMethod.hpp, compressedStream.hpp).</summary>
sealed class MethodLines(Vm vm)
{
    const ushort HasLines = 1;
    const int MostBytes = 256 * 1024;

    // JDK 20 took the nought out of compressed numbers; the field's new name came right after it (JDK 21).
    readonly int _excess = vm.Tables.Field("ConstMethod", "_flags._flags") is null ? 0 : 1;

    /// <summary>Null where the object there is not this method any more, or has no lines.</summary>
    /// <param name="owner">Its class as the JVM calls it.</param>
    public SourceLines? Of(Address method, string owner, string name)
    {
        Address? fixedPart = vm.Pointer(method, "Method", "_constMethod"), pool = vm.Pointer(fixedPart, "ConstMethod", "_constants");
        Address? klass = vm.Pointer(pool, "ConstantPool", "_pool_holder");
        if (fixedPart is not { } at || pool is not { } constants || klass is not { } holder
            || Klasses.Name(vm, holder) != owner || Text(constants, Short(at, "ConstMethod", "_name_index")) != name)
            return null;
        string? file = Text(constants, Short(constants, "ConstantPool", "_source_file_name_index") ?? Short(holder, "InstanceKlass", "_source_file_name_index"));
        return new SourceLines(file ?? "", Lines(at));
    }

    ushort? Short(Address of, string type, string field) => vm.At(of, type, field) is { } at ? vm.Memory.UInt16(at) : null;

    string? Text(Address pool, ushort? index) =>
        index is > 0 and { } number && vm.Tables.Size("ConstantPool") is { } head
            && vm.Memory.Pointer(pool + (long)head + 8L * number) is { } symbol ? Klasses.Symbol(vm, symbol) : null;

    (int Code, int Line)[] Lines(Address method)
    {
        ushort? flags = Short(method, "ConstMethod", "_flags") ?? Short(method, "ConstMethod", "_flags._flags");
        if (flags is not { } bits || (bits & HasLines) == 0 || vm.Tables.Size("ConstMethod") is not { } head
            || Short(method, "ConstMethod", "_code_size") is not { } code || vm.Int32(method, "ConstMethod", "_constMethod_size") is not { } words)
            return [];
        long from = (long)head + code, length = Math.Min(8L * words - from, MostBytes);
        if (length <= 0)
            return [];
        byte[] bytes = new byte[length];
        return Decode(bytes.AsSpan(0, vm.Memory.Read(method + from, bytes)), _excess);
    }

    /// <summary>Pairs of distances: five and three bits of a byte, or 0xFF and two numbers with their sign; 0 ends them.</summary>
    internal static (int Code, int Line)[] Decode(ReadOnlySpan<byte> bytes, int excess)
    {
        List<(int, int)> lines = [];
        (int code, int line) = (0, 0);
        for (int at = 0; at < bytes.Length && bytes[at] != 0;)
        {
            byte next = bytes[at++];
            if (next != 0xFF)
            {
                (code, line) = (code + (next >> 3), line + (next & 7));
            }
            else
            {
                if (!Signed(bytes, ref at, excess, out int codes) || !Signed(bytes, ref at, excess, out int some))
                    break;
                unchecked
                {
                    (code, line) = (code + codes, line + some);
                }
            }
            lines.Add((code, line));
        }
        return [.. lines];
    }

    /// <summary>UNSIGNED5: six bits of a byte and the rest in those behind it, up to five.</summary>
    internal static bool Unsigned(ReadOnlySpan<byte> bytes, ref int at, int excess, out uint value)
    {
        value = 0;
        for (int i = 0; i < 5; i++)
        {
            if (at >= bytes.Length)
                return false;
            byte part = bytes[at++];
            value = unchecked(value + (uint)((part - excess) << (6 * i)));
            if (part < 192)
                break;
        }
        return true;
    }

    static bool Signed(ReadOnlySpan<byte> bytes, ref int at, int excess, out int value)
    {
        bool isWhole = Unsigned(bytes, ref at, excess, out uint sum);
        value = unchecked((int)(sum >> 1) ^ -(int)(sum & 1));
        return isWhole;
    }
}

/// <summary>Which line of the source a byte code came from.</summary>
sealed record SourceLines(string File, (int Code, int Line)[] Lines)
{
    /// <summary>0 where it is not known. The last entry that begins at or before it, wherever it stands (method.cpp, line_number_from_bci).</summary>
    public int At(int code)
    {
        (int best, int line) = (-1, 0);
        foreach ((int begins, int number) in Lines)
        {
            if (begins == code)
                return number;
            if (begins < code && begins >= best)
                (best, line) = (begins, number);
        }
        return line;
    }
}
