using Fathom.Sources.Formats;

namespace Fathom.Sources.Cgroup;

/// <summary>/sys/devices/system/cpu/online: "0-3,8". What a cgroup or an affinity leaves us is no matter here.</summary>
public static class ProcessorsText
{
    // CONFIG_NR_CPUS is 8,192 at most.
    const int Most = 8192;

    /// <summary>At least one: something runs this.</summary>
    public static int Count(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text.TrimEnd("\n"u8));
        int count = 0;
        while (line.TakeDecimal(out ulong first) && first < Most)
        {
            ulong last = first;
            if (line.Take((byte)'-') && (!line.TakeDecimal(out last) || last >= Most || last < first))
                break;
            count = Math.Min(Most, count + (int)(last - first) + 1);
            if (!line.Take((byte)','))
                break;
        }
        return Math.Max(1, count);
    }
}
