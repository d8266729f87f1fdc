using System.Buffers.Binary;
using System.Text;

namespace Fathom.Tests.Sources.Flight;

/// <summary>Writes a chunk by the description of its form: numbers of either kind, types with fields, constants, events.</summary>
sealed class FlightWriter(bool isPacked = true)
{
    internal const long Text = 20, Int = 10, Long = 11, Flag = 12, Symbol = 30, Class = 31, Method = 32, Frame = 33, Stack = 34, Thread = 35, Tag = 36;
    internal const long Malloc = 100, Free = 101, Usage = 102, Resident = 103, Setting = 104, Sample = 105;

    static readonly (long Id, string Name, string[] Fields)[] Known =
    [
        (Int, "int", []), (Long, "long", []), (Flag, "boolean", []), (Text, "java.lang.String", []),
        (Symbol, "jdk.types.Symbol", ["string:20"]),
        (Class, "java.lang.Class", ["name:30:c"]),
        (Method, "jdk.types.Method", ["type:31:c", "name:30:c", "descriptor:30:c"]),
        (Frame, "jdk.types.StackFrame", ["method:32:c", "lineNumber:10"]),
        (Stack, "jdk.types.StackTrace", ["truncated:12", "frames:33:a"]),
        (Thread, "java.lang.Thread", ["osName:20", "javaName:20"]),
        (Tag, "jdk.types.NMTType", ["name:20"]),
        (Malloc, "profiler.Malloc", ["startTime:11", "eventThread:35:c", "stackTrace:34:c", "address:11", "size:11"]),
        (Free, "profiler.Free", ["startTime:11", "eventThread:35:c", "address:11"]),
        (Usage, "jdk.NativeMemoryUsage", ["startTime:11", "type:36:c", "reserved:11", "committed:11"]),
        (Resident, "jdk.ResidentSetSize", ["startTime:11", "size:11", "peak:11"]),
        (Setting, "jdk.ActiveSetting", ["startTime:11", "name:20", "value:20"]),
        (Sample, "jdk.ObjectAllocationSample", ["startTime:11", "weight:11"]),
    ];

    readonly List<byte> _bytes = [.. new byte[68]];
    readonly Dictionary<long, List<byte[]>> _constants = [];

    internal List<(long Id, string Name, string[] Fields)> Types { get; } = [.. Known];

    internal int Length => _bytes.Count;

    internal int LastCheckpoint { get; private set; }

    internal FlightWriter Event(long type, params object[] values) => Raw([.. Number(type), .. values.SelectMany(Value)]);

    /// <summary>Kept for the next checkpoint.</summary>
    internal FlightWriter Constant(long type, long key, params object[] values)
    {
        if (!_constants.TryGetValue(type, out List<byte[]>? list))
            _constants[type] = list = [];
        list.Add([.. Number(key), .. values.SelectMany(Value)]);
        return this;
    }

    internal FlightWriter Checkpoint(long? delta = null)
    {
        int at = _bytes.Count;
        long before = delta ?? (LastCheckpoint == 0 ? 0 : LastCheckpoint - at);
        List<byte> body = [.. Number(1), .. Number(5), .. Number(0), .. Number(before), 0, .. Small(_constants.Count)];
        foreach ((long type, List<byte[]> list) in _constants)
            body.AddRange([.. Number(type), .. Small(list.Count), .. list.SelectMany(each => each)]);
        _constants.Clear();
        Raw([.. body]);
        LastCheckpoint = at;
        return this;
    }

    /// <param name="size">What the head says; null for the truth.</param>
    internal byte[] Chunk(int major = 2, long? size = null, bool isToldWhere = true)
    {
        if (LastCheckpoint == 0 || _constants.Count > 0)
            Checkpoint();
        int metadata = _bytes.Count;
        Raw(Metadata());
        byte[] chunk = [.. _bytes];
        "FLR\0"u8.CopyTo(chunk);
        BinaryPrimitives.WriteUInt16BigEndian(chunk.AsSpan(4), (ushort)major);
        BinaryPrimitives.WriteUInt16BigEndian(chunk.AsSpan(6), 1);
        long[] head = [size ?? chunk.Length, isToldWhere ? LastCheckpoint : 0, isToldWhere ? metadata : 0, 1_700_000_000_000_000_000, 2_000_000_000, 1000, 1_000_000];
        for (int i = 0; i < head.Length; i++)
            BinaryPrimitives.WriteInt64BigEndian(chunk.AsSpan(8 + (8 * i)), head[i]);
        chunk[67] = (byte)(isPacked ? 1 : 0);
        return chunk;
    }

    /// <summary>An event whose size is put before its bytes.</summary>
    internal FlightWriter Raw(byte[] body)
    {
        int size = body.Length + 4;
        // Packed sizes are padded to four bytes where they are not known before.
        _bytes.AddRange(isPacked ? [(byte)((size & 0x7F) | 0x80), (byte)(((size >> 7) & 0x7F) | 0x80), (byte)(((size >> 14) & 0x7F) | 0x80), (byte)(size >> 21)] : Small(size));
        _bytes.AddRange(body);
        return this;
    }

    byte[] Metadata()
    {
        List<string> texts = ["root", "metadata", "class", "field", "id", "name", "constantPool", "dimension", "true", "1"];
        List<byte> tree = [];
        Element(tree, texts, "root", [], 1);
        Element(tree, texts, "metadata", [], Types.Count);
        foreach ((long id, string name, string[] fields) in Types)
        {
            Element(tree, texts, "class", [("id", $"{id}"), ("name", name)], fields.Length);
            foreach (string[] field in fields.Select(each => each.Split(':')))
            {
                List<(string, string)> said = [("name", field[0]), ("class", field[1])];
                if (field.Length > 2)
                    said.Add(field[2] == "c" ? ("constantPool", "true") : ("dimension", "1"));
                Element(tree, texts, "field", said, 0);
            }
        }
        return [.. Number(0), .. Number(5), .. Number(0), .. Number(1), .. Small(texts.Count), .. texts.SelectMany(Value), .. tree];
    }

    void Element(List<byte> to, List<string> texts, string name, List<(string Key, string Value)> attributes, int children)
    {
        byte[] Of(string text)
        {
            if (!texts.Contains(text))
                texts.Add(text);
            return Small(texts.IndexOf(text));
        }
        to.AddRange([.. Of(name), .. Small(attributes.Count)]);
        foreach ((string key, string value) in attributes)
            to.AddRange([.. Of(key), .. Of(value)]);
        to.AddRange(Small(children));
    }

    byte[] Value(object value) => value switch
    {
        string text => [3, .. Small(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)],
        bool flag => [flag ? (byte)1 : (byte)0],
        int number => Small(number),
        long number => Number(number),
        byte[] raw => raw,
        _ => throw new ArgumentException(value.GetType().Name),
    };

    byte[] Small(int number)
    {
        if (isPacked)
            return Number((uint)number);
        byte[] wide = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(wide, number);
        return wide;
    }

    byte[] Number(long number)
    {
        if (!isPacked)
        {
            byte[] wide = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(wide, number);
            return wide;
        }
        List<byte> bytes = [];
        ulong left = unchecked((ulong)number);
        while (left >= 0x80 && bytes.Count < 8)
        {
            bytes.Add((byte)((left & 0x7F) | 0x80));
            left >>= 7;
        }
        bytes.Add((byte)left);
        return [.. bytes];
    }
}
