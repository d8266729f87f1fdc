using System.Buffers.Binary;
using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.HotSpot;

/// <summary>
/// The bytes of a JVM's PerfMemory, from its file or from its memory (HotSpot perfMemory.hpp: PerfDataPrologue and
/// PerfDataEntry). The JVM writes while we read: each entry is checked by itself, and a bad one ends the reading.
/// </summary>
public static class PerfDataBytes
{
    const uint Magic = 0xCAFEC0C0;
    const int PrologueBytes = 32;
    const int EntryBytes = 20;

    public static Result<PerfData> Parse(ReadOnlySpan<byte> bytes, string place)
    {
        if (bytes.Length < PrologueBytes || BinaryPrimitives.ReadUInt32BigEndian(bytes) != Magic)
            return Gaps.PerfDataDamaged.At(place, null, "it does not begin with CAFEC0C0");
        // Byte order, then the version; JVMs of other byte orders run on other machines.
        if (bytes[4] != 1 || bytes[5] != 2)
            return Gaps.PerfDataDamaged.At(place, null, "its version is not 2, little-endian");
        if (bytes[7] == 0)
            return Gaps.PerfDataNotReady.At(place);
        int entry = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        int count = Math.Min(BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]), Limits.PerfCounters);
        Dictionary<string, PerfCounter> counters = [];
        for (int i = 0; i < count; i++)
        {
            if (TakeEntry(bytes, entry, counters) is not { } length)
                return Gaps.PerfDataDamaged.At(place, null, "an entry reaches beyond its end");
            entry += length;
        }
        return new PerfData(counters);
    }

    /// <summary>The length of the entry; null where it does not lie within the bytes.</summary>
    static int? TakeEntry(ReadOnlySpan<byte> bytes, int start, Dictionary<string, PerfCounter> counters)
    {
        if (start < PrologueBytes || start > bytes.Length - EntryBytes)
            return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[start..]);
        if (length < EntryBytes || length > bytes.Length - start)
            return null;
        ReadOnlySpan<byte> entry = bytes.Slice(start, length);
        int name = BinaryPrimitives.ReadInt32LittleEndian(entry[4..]);
        int elements = BinaryPrimitives.ReadInt32LittleEndian(entry[8..]);
        int data = BinaryPrimitives.ReadInt32LittleEndian(entry[16..]);
        if (name < EntryBytes || name >= length || data < EntryBytes || data > length || elements < 0)
            return null;
        if (Value(entry[12], entry[data..], elements) is { } counter)
            counters[Terminated(entry[name..])] = counter;
        return length;
    }

    static PerfCounter? Value(byte type, ReadOnlySpan<byte> data, int elements) => (char)type switch
    {
        'J' when elements == 0 && data.Length >= 8 => new PerfCounter(BinaryPrimitives.ReadInt64LittleEndian(data), null),
        'B' when elements > 0 && data.Length >= elements => new PerfCounter(null, Terminated(data[..elements])),
        // Vectors of numbers exist in the format and in no JVM from 8 to 25.
        _ => null,
    };

    static string Terminated(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        text = end < 0 ? text : text[..end];
        return ForeignText.Decode(text[..Math.Min(text.Length, Limits.PerfTextBytes)]);
    }
}
