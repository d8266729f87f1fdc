using Fathom.Evidence;

namespace Fathom.Sources.HotSpot;

/// <summary>One entry of gHotSpotVMStructs: a static's address, or an instance field's offset.</summary>
/// <param name="Type">As HotSpot's own source spells it; empty where it is not said.</param>
readonly record struct VmField(bool IsStatic, ulong Offset, Address Address, string Type);

/// <summary>
/// What libjvm says of its own layout (runtime/vmStructs.cpp, made for the Serviceability Agent): fields, sizes of types and
/// constants, by name. Nothing about a version is assumed: a field that is not there is asked for by its other name.
/// </summary>
sealed class VmTables
{
    const int MostEntries = 20_000;
    const ulong LargestObject = 1 << 20;

    readonly Dictionary<(string Type, string Field), VmField> _fields = [];
    readonly Dictionary<string, ulong> _sizes = [];
    readonly Dictionary<string, long> _constants = [];
    readonly VmMemory _memory;
    readonly Dictionary<ulong, string> _names = [];

    VmTables(VmMemory memory) => _memory = memory;

    public int Fields => _fields.Count;

    public VmField? Field(string type, string field) =>
        _fields.TryGetValue((type, field), out VmField found) ? found : null;

    public ulong? Size(string type) => _sizes.TryGetValue(type, out ulong size) ? size : null;

    public long? Constant(string name) => _constants.TryGetValue(name, out long value) ? value : null;

    /// <summary>Null where the library does not export the tables: not HotSpot, or not yet initialised.</summary>
    public static VmTables? Read(VmSymbols symbols, VmMemory memory)
    {
        VmTables tables = new(memory);
        return tables.ReadFields(symbols) && tables.ReadTypes(symbols)
            && tables.ReadConstants(symbols, "Int", 4) && tables.ReadConstants(symbols, "Long", 8)
            && tables._fields.Count > 100
            ? tables
            : null;
    }

    bool ReadFields(VmSymbols symbols)
    {
        const string entry = "gHotSpotVMStructEntry";
        if (symbols.Exported("gHotSpotVMStructs", out ulong first)
            && symbols.Exported(entry + "TypeNameOffset", out ulong typeAt)
            && symbols.Exported(entry + "FieldNameOffset", out ulong fieldAt)
            && symbols.Exported(entry + "TypeStringOffset", out ulong spelledAt)
            && symbols.Exported(entry + "IsStaticOffset", out ulong staticAt)
            && symbols.Exported(entry + "OffsetOffset", out ulong offsetAt)
            && symbols.Exported(entry + "AddressOffset", out ulong addressAt)
            && symbols.Exported(entry + "ArrayStride", out ulong stride))
        {
            return ReadArray(first, stride, row =>
            {
                string? type = Name(row.Word(typeAt)), field = Name(row.Word(fieldAt));
                if (type is null || field is null)
                    return type is not null;
                bool isStatic = unchecked((uint)row.Word(staticAt)) != 0;
                // No object of HotSpot's is a megabyte: what says so is damaged.
                if (isStatic || row.Word(offsetAt) < LargestObject)
                {
                    _fields[(type, field)] = new(isStatic, isStatic ? 0 : row.Word(offsetAt),
                        new(isStatic ? row.Word(addressAt) : 0), Name(row.Word(spelledAt)) ?? "");
                }
                return true;
            });
        }
        return false;
    }

    bool ReadTypes(VmSymbols symbols)
    {
        const string entry = "gHotSpotVMTypeEntry";
        return symbols.Exported("gHotSpotVMTypes", out ulong first)
            && symbols.Exported(entry + "TypeNameOffset", out ulong nameAt)
            && symbols.Exported(entry + "SizeOffset", out ulong sizeAt)
            && symbols.Exported(entry + "ArrayStride", out ulong stride)
            && ReadArray(first, stride, row =>
            {
                if (Name(row.Word(nameAt)) is not { } name)
                    return false;
                _sizes[name] = row.Word(sizeAt);
                return true;
            });
    }

    bool ReadConstants(VmSymbols symbols, string kind, int size)
    {
        string entry = $"gHotSpotVM{kind}ConstantEntry";
        return symbols.Exported($"gHotSpotVM{kind}Constants", out ulong first)
            && symbols.Exported(entry + "NameOffset", out ulong nameAt)
            && symbols.Exported(entry + "ValueOffset", out ulong valueAt)
            && symbols.Exported(entry + "ArrayStride", out ulong stride)
            && ReadArray(first, stride, row =>
            {
                if (Name(row.Word(nameAt)) is not { } name)
                    return false;
                ulong value = row.Word(valueAt);
                _constants[name] = size == 4 ? unchecked((int)(uint)value) : unchecked((long)value);
                return true;
            });
    }

    readonly ref struct Row(ReadOnlySpan<byte> bytes)
    {
        readonly ReadOnlySpan<byte> _bytes = bytes;

        /// <summary>Eight bytes, or as many as the row still has.</summary>
        public ulong Word(ulong at)
        {
            Span<byte> word = stackalloc byte[8];
            if (at < (ulong)_bytes.Length)
                _bytes[(int)at..Math.Min(_bytes.Length, (int)at + 8)].CopyTo(word);
            return BitConverter.ToUInt64(word);
        }
    }

    delegate bool TakeRow(Row row);

    /// <summary>Rows up to the empty one at the end, read in blocks; an array without end is refused.</summary>
    bool ReadArray(ulong first, ulong stride, TakeRow take)
    {
        const int rowsPerBlock = 512;
        if (VmMemory.AsPointer(first) is null || stride is < 8 or > 256)
            return false;
        byte[] block = new byte[rowsPerBlock * (int)stride];
        for (int done = 0; done < MostEntries; done += rowsPerBlock)
        {
            int got = _memory.Read(new Address(first + ((ulong)done * stride)), block);
            int rows = got / (int)stride;
            for (int i = 0; i < rows; i++)
            {
                if (!take(new Row(block.AsSpan(i * (int)stride, (int)stride))))
                    return true;
            }
            if (rows < rowsPerBlock)
                return false;
        }
        return false;
    }

    string? Name(ulong at)
    {
        if (VmMemory.AsPointer(at) is null)
            return null;
        if (!_names.TryGetValue(at, out string? name))
            _names[at] = name = _memory.ReadName(new Address(at)) ?? "";
        return name;
    }
}
