using System.Buffers.Text;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Leaks;

/// <summary>What stands above the tree of a snapshot: "time=72712", "mem_heap_B=72704", …, "heap_tree=empty".</summary>
record struct MassifHead(string Time, long HeapBytes, bool HasTree)
{
    const long Most = 1L << 56;

    /// <summary>False for what is no line of it.</summary>
    public bool Take(ReadOnlySpan<byte> line)
    {
        int sign = line.IndexOf((byte)'=');
        if (sign < 0)
            return false;
        ReadOnlySpan<byte> value = line[(sign + 1)..];
        switch (line[..sign])
        {
            case var key when key.SequenceEqual("time"u8):
                Time = ForeignText.Decode(value.Length > 24 ? value[..24] : value);
                return true;
            case var key when key.SequenceEqual("mem_heap_B"u8):
                bool isNumber = Utf8Parser.TryParse(value, out long bytes, out int used) && used == value.Length && bytes is >= 0 and <= Most;
                HeapBytes = isNumber ? bytes : HeapBytes;
                return isNumber;
            case var key when key.SequenceEqual("heap_tree"u8):
                // "detailed" or "peak".
                HasTree = !value.SequenceEqual("empty"u8);
                return true;
            // What the allocator needs for itself, and the stacks: neither is any caller's.
            case var key:
                return key.SequenceEqual("mem_heap_extra_B"u8) || key.SequenceEqual("mem_stacks_B"u8);
        }
    }

    public readonly string When(string unit) => $"{Time} {unit}";
}
