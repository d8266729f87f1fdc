using System.Buffers.Binary;
using System.Text;

namespace Fathom.Tests.Sources.HotSpot;

/// <summary>PerfMemory as HotSpot lays it out (perfMemory.hpp, perfData.cpp: names 4-aligned, longs 8-aligned).</summary>
sealed class PerfDataWriter
{
    readonly List<byte> _entries = [];
    int _count;

    internal PerfDataWriter Long(string name, long value)
    {
        int data = Align(20 + name.Length + 1, 8);
        byte[] entry = Entry(name, data + 8, data, 'J', 0);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(data), value);
        return Add(entry);
    }

    internal PerfDataWriter Text(string name, string value, int length)
    {
        int data = 20 + name.Length + 1;
        byte[] entry = Entry(name, Align(data + length, 8), data, 'B', length);
        Encoding.UTF8.GetBytes(value).CopyTo(entry.AsSpan(data));
        return Add(entry);
    }

    internal byte[] ToArray(byte accessible = 1)
    {
        byte[] all = new byte[32 + _entries.Count + 64];
        BinaryPrimitives.WriteUInt32BigEndian(all, 0xCAFEC0C0);
        (all[4], all[5], all[7]) = (1, 2, accessible);
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(8), 32 + _entries.Count);
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(24), 32);
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(28), _count);
        _entries.CopyTo(all, 32);
        return all;
    }

    static byte[] Entry(string name, int length, int data, char type, int elements)
    {
        byte[] entry = new byte[Align(length, 8)];
        BinaryPrimitives.WriteInt32LittleEndian(entry, entry.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), 20);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(8), elements);
        entry[12] = (byte)type;
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(16), data);
        Encoding.ASCII.GetBytes(name).CopyTo(entry.AsSpan(20));
        return entry;
    }

    PerfDataWriter Add(byte[] entry)
    {
        _entries.AddRange(entry);
        _count++;
        return this;
    }

    static int Align(int value, int to) => (value + to - 1) / to * to;
}
