namespace Fathom.Tests.Sources.Profiles;

/// <summary>Fields of a message in protobuf's wire format, written by hand.</summary>
static class PprofParts
{
    internal static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    internal static byte[] Message(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    internal static byte[] Packed(int field, params ulong[] values) => Message(field, [.. values.SelectMany(Varint)]);

    static byte[] Varint(ulong value) => value < 0x80 ? [(byte)value] : [(byte)((value & 0x7F) | 0x80), .. Varint(value >> 7)];
}
