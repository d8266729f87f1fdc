using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Tests;

namespace Fathom.Live.Tests.Census;

/// <summary>
/// That the lost blocks of lost.c are lost and the others are not, by every word of its writable memory: a compiler may
/// drop a table that nobody reads, or keep a pointer that the source has overwritten.
/// </summary>
public sealed class LostProgramTests
{
    const int Pointer = 0, Tagged = 7, Offset = 16;

    [TruthFact(17)]
    public void Lost_blocks_have_no_referrer_and_kept_ones_have_one()
    {
        using TruthJvm jvm = new(Machine.FindJdk(17)!, Truth.Named("lost-owned"));
        Words words = Words.Of(jvm.Pid);
        int count = (int)jvm["count"];

        Assert.Equal(0, Kept("lost", Offset));
        Assert.Equal(count, Kept("table", Pointer));
        Assert.Equal((0, count), (Kept("tagged", Pointer), Kept("tagged", Tagged)));
        Assert.Equal(0, Kept("xored", Offset));
        Assert.Equal((0, count), (Kept("offset", Tagged), Kept("offset", Offset)));
        // The first of a list has no block before it.
        Assert.Equal(count - 1, Kept("lost_list", Offset));
        Assert.Equal(count, Kept("list", Pointer));

        // How many blocks of a kind a word points to, at most so far inside.
        int Kept(string kind, int most)
        {
            HashSet<ulong> blocks = words.Blocks(kind + "_ops");
            Assert.Equal(count, blocks.Count);
            return words.Referred(blocks, most);
        }
    }

    /// <summary>The writable memory of a process that has loaded liblost.so.</summary>
    sealed class Words
    {
        readonly List<(ulong Start, ulong[] Values)> _regions = [];
        readonly Dictionary<string, ulong> _symbols = [];

        internal static Words Of(int pid)
        {
            Words words = new();
            using FileStream memory = new($"/proc/{pid}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            ulong load = 0;
            foreach (string[] mapping in File.ReadLines($"/proc/{pid}/maps").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            {
                ulong[] range = [.. mapping[0].Split('-').Select(Hex)];
                if (load == 0 && mapping[^1].EndsWith("/liblost.so", StringComparison.Ordinal))
                    load = range[0];
                if (mapping[1].StartsWith("rw", StringComparison.Ordinal))
                    words._regions.Add((range[0], Read(memory, range[0], range[1])));
            }
            foreach (string[] symbol in Outside.Run("nm", "-D", "--defined-only", Path.Combine(TruthPrograms.Folder, "liblost.so")).Split('\n').Select(line => line.Split(' ')))
                if (symbol.Length == 3)
                    words._symbols.Add(symbol[2], load + Hex(symbol[0]));
            return words;
        }

        internal HashSet<ulong> Blocks(string operations)
        {
            ulong wanted = _symbols[operations];
            HashSet<ulong> blocks = [];
            foreach ((ulong start, ulong[] values) in _regions)
                for (int i = 0; i < values.Length; i++)
                    // malloc's blocks begin at multiples of 16; what follows the table is ours.
                    if (values[i] == wanted && i % 2 == 0 && i + 3 < values.Length && values[i + 2] == 0x6262626262626262)
                        blocks.Add(start + ((ulong)i * sizeof(ulong)));
            return blocks;
        }

        internal int Referred(HashSet<ulong> blocks, int most)
        {
            HashSet<ulong> referred = [];
            ulong least = blocks.Min(), last = blocks.Max() + (ulong)most;
            foreach ((ulong _, ulong[] values) in _regions)
                foreach (ulong value in values)
                    if (value >= least && value <= last)
                        for (int inside = 0; inside <= most && (ulong)inside <= value; inside++)
                            if (blocks.Contains(value - (ulong)inside))
                                referred.Add(value - (ulong)inside);
            return referred.Count;
        }

        static ulong[] Read(FileStream memory, ulong from, ulong to)
        {
            ulong[] values = new ulong[(to - from) / sizeof(ulong)];
            Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
            // Some of it cannot be read, such as what a driver has mapped: there are no pointers then.
            for (int done = 0, got; done < bytes.Length; done += got)
                if ((got = RandomAccess.Read(memory.SafeFileHandle, bytes[done..], (long)from + done)) <= 0)
                    break;
            return values;
        }

        static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}

[AttributeUsage(AttributeTargets.Method)]
sealed class TruthFactAttribute : FactAttribute
{
    public TruthFactAttribute(int feature) => Skip = Machine.NoJdk(feature) ?? TruthPrograms.Missing;
}
