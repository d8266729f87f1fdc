using Fathom.Sources.Formats;

namespace Fathom.Sources.HotSpot.Attach;

/// <summary>What a process does with a signal: SigCgt and SigIgn of /proc/PID/status, bit n-1 for signal n.</summary>
public readonly record struct SignalMasks(ulong Caught, ulong Ignored)
{
    public static SignalMasks Parse(ReadOnlySpan<byte> status)
    {
        ulong caught = 0, ignored = 0;
        Lines lines = new(status);
        while (lines.MoveNext())
        {
            AsciiLine line = new(lines.Current);
            if (line.Take("SigCgt:"u8) && line.TakeBlanks() && line.TakeHex(out ulong handled))
                caught = handled;
            else if (line.Take("SigIgn:"u8) && line.TakeBlanks() && line.TakeHex(out ulong dropped))
                ignored = dropped;
        }
        return new SignalMasks(caught, ignored);
    }

    public bool Handles(int signal) => (Caught >> (signal - 1) & 1) != 0 && (Ignored >> (signal - 1) & 1) == 0;
}
