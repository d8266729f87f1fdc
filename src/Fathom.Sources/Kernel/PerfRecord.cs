using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Fathom.Sources.Kernel;

/// <summary>
/// A sample, cut into its parts; they lie where the record lay. What does not fit is no sample: the kernel writes none such,
/// and a reader must not believe it.
/// </summary>
readonly ref struct PerfRecord
{
    public const int HeaderBytes = 8, SizeAt = 6;
    public const uint Lost = 2, Comm = 3, Fork = 7, Sample = 9;

    /// <summary>PERF_CONTEXT_USER and its like stand among the addresses of a chain: all above.</summary>
    public const ulong FirstContext = unchecked((ulong)-4095);

    public ulong Id { get; private init; }

    public int Pid { get; private init; }

    public int Tid { get; private init; }

    public ulong Time { get; private init; }

    public ulong Address { get; private init; }

    public ReadOnlySpan<ulong> Chain { get; private init; }

    public ReadOnlySpan<byte> Raw { get; private init; }

    /// <summary>Empty of a thread that has no registers of 64 bits.</summary>
    public ReadOnlySpan<ulong> Registers { get; private init; }

    /// <summary>From the stack pointer up.</summary>
    public ReadOnlySpan<byte> Stack { get; private init; }

    public static uint TypeOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record);

    /// <summary>Of a record that says how many were lost: those of one event.</summary>
    public static long LostOf(ReadOnlySpan<byte> record) => record.Length >= 24 ? BinaryPrimitives.ReadInt64LittleEndian(record[16..]) & long.MaxValue : 0;

    /// <summary>Of a record of a thread that begins, or has a new name; behind it stand who wrote it, when, and for which event (sample_id_all).</summary>
    public static bool TryParseNews(ReadOnlySpan<byte> record, out ThreadNews news)
    {
        const int trailer = 24, timeAt = 8, forkBytes = HeaderBytes + 24, nameAt = 16, miscAt = 4, exec = 1 << 13;
        news = default;
        uint type = record.Length < HeaderBytes ? 0 : TypeOf(record);
        if (type == Fork && record.Length >= forkBytes)
            news = new ThreadNews(BinaryPrimitives.ReadUInt64LittleEndian(record[24..]), BinaryPrimitives.ReadInt32LittleEndian(record[16..]), BinaryPrimitives.ReadInt32LittleEndian(record[20..]), "");
        else if (type == Comm && record.Length >= nameAt + trailer)
            news = new ThreadNews(BinaryPrimitives.ReadUInt64LittleEndian(record[(record.Length - trailer + timeAt)..]), BinaryPrimitives.ReadInt32LittleEndian(record[12..]), 0, Name(record[nameAt..^trailer]),
                (BinaryPrimitives.ReadUInt16LittleEndian(record[miscAt..]) & exec) != 0);
        return news.Tid > 0 && (type == Comm || news.Parent > 0);
    }

    static string Name(ReadOnlySpan<byte> name)
    {
        int end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name[..Math.Min(16, name.Length)] : name[..end]);
    }

    /// <param name="registers">How many were asked for.</param>
    public static bool TryParse(ReadOnlySpan<byte> record, SampleParts parts, int registers, out PerfRecord sample)
    {
        sample = default;
        Words words = new(record.Length < HeaderBytes ? [] : record[HeaderBytes..]);
        ulong id = Has(parts, SampleParts.Identifier) ? words.Word() : 0;
        if (Has(parts, SampleParts.Ip))
            words.Word();
        ulong who = Has(parts, SampleParts.Tid) ? words.Word() : 0;
        ulong time = Has(parts, SampleParts.Time) ? words.Word() : 0;
        ulong address = Has(parts, SampleParts.Address) ? words.Word() : 0;
        ReadOnlySpan<ulong> chain = Has(parts, SampleParts.CallChain) ? words.Array(words.Word()) : [];
        ReadOnlySpan<byte> raw = Has(parts, SampleParts.Raw) ? words.Raw() : [];
        // PERF_SAMPLE_REGS_ABI_64; none is 0, and then no registers follow.
        ReadOnlySpan<ulong> values = Has(parts, SampleParts.UserRegisters) && words.Word() is not 0 and var abi ? words.Array((ulong)registers) is var all && abi == 2 ? all : [] : [];
        ReadOnlySpan<byte> stack = Has(parts, SampleParts.UserStack) ? words.Stack() : [];
        if (words.IsBroken)
            return false;
        sample = new PerfRecord
        {
            Id = id,
            Pid = unchecked((int)(uint)who),
            Tid = unchecked((int)(uint)(who >> 32)),
            Time = time,
            Address = address,
            Chain = chain,
            Raw = raw,
            Registers = values,
            Stack = stack,
        };
        return true;
    }

    static bool Has(SampleParts parts, SampleParts one) => (parts & one) != 0;

    ref struct Words(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> _rest = rest;

        public bool IsBroken { get; private set; }

        public ulong Word() => Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

        public ReadOnlySpan<ulong> Array(ulong count) => MemoryMarshal.Cast<byte, ulong>(Take(count > (ulong)_rest.Length ? ulong.MaxValue : count * 8));

        /// <summary>Its length has four bytes, and fills the word up.</summary>
        public ReadOnlySpan<byte> Raw() =>
            Take(4) is { Length: 4 } length ? Take(BinaryPrimitives.ReadUInt32LittleEndian(length)) : [];

        /// <summary>What was asked for, and behind it how much of that was there.</summary>
        public ReadOnlySpan<byte> Stack()
        {
            ulong size = Word();
            ReadOnlySpan<byte> bytes = Take(size);
            ulong there = size == 0 ? 0 : Word();
            IsBroken |= there > size;
            return IsBroken ? [] : bytes[..(int)there];
        }

        ReadOnlySpan<byte> Take(ulong bytes)
        {
            IsBroken |= bytes > (ulong)_rest.Length;
            if (IsBroken)
                return [];
            ReadOnlySpan<byte> taken = _rest[..(int)bytes];
            _rest = _rest[(int)bytes..];
            return taken;
        }
    }
}
