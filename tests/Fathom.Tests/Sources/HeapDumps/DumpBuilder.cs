using System.Buffers.Binary;
using System.Text;
using Fathom.Sources.HeapDumps;

namespace Fathom.Tests.Sources.HeapDumps;

/// <summary>Writes a dump as HotSpot does, with ids of either length. Objects lie at the addresses that their test gives them.</summary>
sealed class DumpBuilder(int idLength, string version = "1.0.2")
{
    readonly List<byte> _records = [];
    readonly List<byte> _heap = [];
    readonly Dictionary<string, ulong> _names = [];
    ulong _lastName = 0x1000;

    public byte[] Bytes(bool withEnd = true)
    {
        EndSegment();
        List<byte> all = [];
        all.AddRange(Encoding.ASCII.GetBytes("JAVA PROFILE " + version + "\0"));
        U4(all, (uint)idLength);
        U4(all, 0x18C);
        U4(all, 0x256A_0000);
        all.AddRange(_records);
        if (withEnd)
            Record(all, 0x2C, []);
        return all.ToArray();
    }

    public void EndSegment()
    {
        if (_heap.Count > 0)
            Record(_records, 0x1C, _heap.ToArray());
        _heap.Clear();
    }

    /// <param name="fields">Name and type; those of its own, in order.</param>
    /// <param name="statics">Name and what they lead to.</param>
    public void Class(ulong id, string name, ulong super = 0, (string Name, byte Type)[]? fields = null, (string Name, ulong To)[]? statics = null, ulong loader = 0)
    {
        List<byte> load = [];
        ulong nameId = Name(name.Replace('.', '/'));
        U4(load, 1);
        Id(load, id);
        U4(load, 0);
        Id(load, nameId);
        Record(_records, 0x02, load.ToArray());
        _heap.Add(0x20);
        Id(_heap, id);
        U4(_heap, 0);
        Id(_heap, super);
        Id(_heap, loader);
        for (int i = 0; i < 4; i++)
            Id(_heap, 0);
        U4(_heap, 0);
        // A constant of type int, as no JVM writes it today, and the format allows it.
        U2(_heap, 1);
        U2(_heap, 7);
        _heap.Add(10);
        U4(_heap, 42);
        U2(_heap, (ushort)(statics ?? []).Length);
        foreach ((string field, ulong to) in statics ?? [])
        {
            Id(_heap, Name(field));
            _heap.Add(2);
            Id(_heap, to);
        }
        U2(_heap, (ushort)(fields ?? []).Length);
        foreach ((string field, byte type) in fields ?? [])
        {
            Id(_heap, Name(field));
            _heap.Add(type);
        }
    }

    /// <param name="values">In the order of the dump: own fields, then those of each ancestor. An int stands for an int, a ulong for a reference.</param>
    public void Instance(ulong id, ulong ofClass, params object[] values)
    {
        List<byte> fields = [];
        foreach (object value in values)
        {
            if (value is int number)
                U4(fields, unchecked((uint)number));
            else if (value is long wide)
                U8(fields, unchecked((ulong)wide));
            else
                Id(fields, (ulong)value);
        }
        _heap.Add(0x21);
        Id(_heap, id);
        U4(_heap, 0);
        Id(_heap, ofClass);
        U4(_heap, (uint)fields.Count);
        _heap.AddRange(fields);
    }

    public void Array(ulong id, ulong ofClass, params ulong[] elements)
    {
        _heap.Add(0x22);
        Id(_heap, id);
        U4(_heap, 0);
        U4(_heap, (uint)elements.Length);
        Id(_heap, ofClass);
        foreach (ulong element in elements)
            Id(_heap, element);
    }

    public void Longs(ulong id, int count)
    {
        _heap.Add(0x23);
        Id(_heap, id);
        U4(_heap, 0);
        U4(_heap, (uint)count);
        _heap.Add(11);
        _heap.AddRange(new byte[8 * count]);
    }

    public void Bytes(ulong id, byte[] elements)
    {
        _heap.Add(0x23);
        Id(_heap, id);
        U4(_heap, 0);
        U4(_heap, (uint)elements.Length);
        _heap.Add(8);
        _heap.AddRange(elements);
    }

    /// <summary>The records of the segment that is being written.</summary>
    public byte[] Heap() => _heap.ToArray();

    public void Root(byte tag, ulong id, int more)
    {
        _heap.Add(tag);
        Id(_heap, id);
        _heap.AddRange(new byte[more]);
    }

    public void Raw(params byte[] bytes) => _heap.AddRange(bytes);

    ulong Name(string text)
    {
        if (_names.TryGetValue(text, out ulong known))
            return known;
        List<byte> name = [];
        Id(name, ++_lastName);
        name.AddRange(Encoding.UTF8.GetBytes(text));
        Record(_records, 0x01, name.ToArray());
        return _names[text] = _lastName;
    }

    static void Record(List<byte> to, byte tag, byte[] body)
    {
        to.Add(tag);
        U4(to, 0);
        U4(to, (uint)body.Length);
        to.AddRange(body);
    }

    void Id(List<byte> to, ulong id)
    {
        if (idLength == 8)
            U8(to, id);
        else
            U4(to, (uint)id);
    }

    static void U2(List<byte> to, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        to.AddRange((ReadOnlySpan<byte>)bytes);
    }

    static void U4(List<byte> to, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        to.AddRange((ReadOnlySpan<byte>)bytes);
    }

    static void U8(List<byte> to, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        to.AddRange((ReadOnlySpan<byte>)bytes);
    }
}

sealed class ArrayDump(byte[] bytes) : IDumpBytes, IDumpStream
{
    public bool IsRandom => true;

    public IDumpStream Open() => this;

    public int Read(Span<byte> into, long position)
    {
        int count = (int)Math.Clamp(bytes.Length - position, 0, into.Length);
        if (count > 0)
            bytes.AsSpan((int)position, count).CopyTo(into);
        return count;
    }

    public void Dispose()
    {
    }
}
