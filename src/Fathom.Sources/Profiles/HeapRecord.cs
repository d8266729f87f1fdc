using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>"  300: 90000000 [  300: 90000000]": blocks and bytes in use, and all that ever were.</summary>
readonly record struct HeapRecord(long InUse, long InUseBytes, long Allocated, long AllocatedBytes)
{
    public static bool TryTake(ref AsciiLine line, out HeapRecord record)
    {
        record = default;
        if (!Number(ref line, out long inUse) || !line.Take((byte)':') || !Number(ref line, out long inUseBytes)
            || !line.TakeBlanks() || !line.Take((byte)'[') || !Number(ref line, out long allocated) || !line.Take((byte)':')
            || !Number(ref line, out long allocatedBytes) || !line.Take((byte)']'))
            return false;
        record = new HeapRecord(inUse, inUseBytes, allocated, allocatedBytes);
        return true;
    }

    static bool Number(ref AsciiLine line, out long value)
    {
        line.TakeBlanks();
        bool found = line.TakeDecimal(out ulong number) && number <= long.MaxValue;
        value = found ? (long)number : 0;
        return found;
    }
}
