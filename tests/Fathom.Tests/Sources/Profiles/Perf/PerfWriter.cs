using System.Text;

namespace Fathom.Tests.Sources.Profiles.Perf;

/// <summary>Writes recordings field by field, as perf.data-file-format.txt and perf_event.h say.</summary>
sealed class PerfWriter
{
    internal const ulong Plain = 0x1_0000 | 1 | 2 | 4 | 0x20 | 0x100;
    internal const ulong Raw = 0x400, StackCopy = 0x2000;
    internal const ulong Kernel = unchecked((ulong)-128L), User = unchecked((ulong)-512L);

    const int AttributeLength = 136;

    readonly List<(ulong Id, string Name, byte[] Attribute)> _events = [];
    readonly List<byte> _data = [];
    byte[] _tracing = [];
    byte[] _buildIds = [];

    internal PerfWriter Event(ulong id, string name, uint type = 1, ulong config = 2, ulong has = Plain)
    {
        byte[] head = [.. Word(type), .. Word(AttributeLength), .. Long(config), .. Long(1), .. Long(has), .. Long(4), .. Long(1 << 18)];
        _events.Add((id, name, [.. head, .. new byte[AttributeLength - head.Length]]));
        return this;
    }

    /// <summary>A tracepoint of number 7 whose one field stands behind the eight bytes that all have.</summary>
    internal PerfWriter Format(string system, string name, string field)
    {
        byte[] format = Encoding.ASCII.GetBytes($"name: {name}\nID: 7\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\n\tfield:unsigned long {field};\toffset:8;\tsize:8;\tsigned:0;\n\nprint fmt: \"\"\n");
        _tracing =
        [
            0x17, 0x08, 0x44, .. "tracing"u8, .. "0.6\0"u8, 0, 8, .. Word(4096), .. "header_page\0"u8, .. Long(0), .. "header_event\0"u8, .. Long(0), .. Word(0),
            .. Word(1), .. Encoding.ASCII.GetBytes(system), 0, .. Word(1), .. Long((ulong)format.Length), .. format, .. Word(0), .. Word(0), .. Long(0),
        ];
        return this;
    }

    internal PerfWriter BuildId(string path, byte[] id)
    {
        byte[] content = [.. Word(uint.MaxValue), .. id, .. new byte[24 - id.Length], .. Padded(path)];
        content[4 + 20] = (byte)id.Length;
        _buildIds = [.. _buildIds, .. Head(0, 1 << 15, content.Length), .. content];
        return this;
    }

    internal PerfWriter Record(uint type, ushort flags, byte[] content)
    {
        _data.AddRange([.. Head(type, flags, content.Length), .. content]);
        return this;
    }

    internal PerfWriter Round() => Record(68, 0, []);

    internal PerfWriter Name(int pid, int tid, string name, ulong time, bool isExec = false) =>
        Record(3, (ushort)(isExec ? 1 << 13 : 0), [.. Word((uint)pid), .. Word((uint)tid), .. Padded(name), .. Trailer(pid, tid, time)]);

    internal PerfWriter Fork(int pid, int parent, ulong time) =>
        Record(7, 0, [.. Word((uint)pid), .. Word((uint)parent), .. Word((uint)pid), .. Word((uint)parent), .. Long(time), .. Trailer(parent, parent, time)]);

    internal PerfWriter Map(int pid, ulong start, ulong length, ulong offset, string path, ulong time) =>
        Record(10, 2, [.. Word((uint)pid), .. Word((uint)pid), .. Long(start), .. Long(length), .. Long(offset), .. Word(8), .. Word(1), .. Long(4711), .. Long(0), .. Word(5), .. Word(2), .. Padded(path), .. Trailer(pid, pid, time)]);

    internal PerfWriter Sample(ulong id, int pid, ulong time, ulong period, params ulong[] callers) => Sample(id, pid, time, period, [], callers);

    internal PerfWriter Sample(ulong id, int pid, ulong time, ulong period, byte[] rest, params ulong[] callers)
    {
        ulong ip = callers.First(each => each < unchecked((ulong)-4095L));
        ushort mode = (ushort)(callers[0] == Kernel ? 1 : 2);
        return Record(9, mode, [.. Long(id), .. Long(ip), .. Word((uint)pid), .. Word((uint)pid), .. Long(time), .. Long(period), .. Long((ulong)callers.Length), .. callers.SelectMany(Long), .. rest]);
    }

    internal static byte[] RawField(ulong value) => [.. Word(20), .. Long(0), .. Long(value), .. Word(0)];

    internal static byte[] Long(ulong value) => BitConverter.GetBytes(value);

    internal static byte[] Word(uint value) => BitConverter.GetBytes(value);

    internal byte[] File()
    {
        const int head = 104;
        int attributes = head + (8 * _events.Count);
        int data = attributes + (_events.Count * (AttributeLength + 16));
        byte[] ids = [.. _events.SelectMany(each => Long(each.Id))];
        byte[] table = [.. _events.SelectMany((each, at) => (byte[])[.. each.Attribute, .. Long((ulong)(head + (8 * at))), .. Long(8)])];
        byte[][] features = [_tracing, _buildIds, Names()];
        int behind = data + _data.Count;
        List<byte> sections = [];
        List<byte> contents = [];
        foreach (byte[] feature in features)
        {
            sections.AddRange([.. Long((ulong)(behind + 48 + contents.Count)), .. Long((ulong)feature.Length)]);
            contents.AddRange(feature);
        }
        return
        [
            .. "PERFILE2"u8, .. Long(head), .. Long(AttributeLength + 16), .. Long((ulong)attributes), .. Long((ulong)table.Length), .. Long((ulong)data), .. Long((ulong)_data.Count),
            .. Long(0), .. Long(0), .. Long((1 << 1) | (1 << 2) | (1 << 12)), .. Long(0), .. Long(0), .. Long(0), .. ids, .. table, .. _data, .. sections, .. contents,
        ];
    }

    /// <summary>As it goes through a pipe.</summary>
    internal byte[] Stream()
    {
        PerfWriter all = new();
        foreach ((ulong id, string name, byte[] attribute) in _events)
            all.Record(64, 0, [.. attribute, .. Long(id)]).Record(78, 0, [.. Long(2), .. Long(id), .. Padded(name)]);
        if (_tracing.Length > 0)
        {
            all.Record(66, 0, [.. Word((uint)_tracing.Length), .. Word(0)]);
            all._data.AddRange([.. _tracing, .. new byte[(8 - (_tracing.Length % 8)) % 8]]);
        }
        return [.. "PERFILE2"u8, .. Long(16), .. all._data, .. _data];
    }

    byte[] Names() => [.. Word((uint)_events.Count), .. Word(AttributeLength), .. _events.SelectMany(each => (byte[])[.. each.Attribute, .. Word(1), .. Word((uint)Padded(each.Name).Length), .. Padded(each.Name), .. Long(each.Id)])];

    static byte[] Head(uint type, ushort flags, int length) => [.. Word(type), .. BitConverter.GetBytes(flags), .. BitConverter.GetBytes((ushort)(length + 8))];

    static byte[] Trailer(int pid, int tid, ulong time) => [.. Word((uint)pid), .. Word((uint)tid), .. Long(time), .. Long(1)];

    static byte[] Padded(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes, .. new byte[8 - (bytes.Length % 8)]];
    }
}
