using System.Buffers.Text;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles.Perf;

/// <summary>
/// "java  4242/4243 [001] 67534.044251:  250000 cpu-clock: fields": what stands above a stack. perf script prints the columns
/// in this order whatever -F says, each only where it was asked for; the name of a thread may have blanks.
/// </summary>
readonly ref struct PerfScriptHead
{
    public ReadOnlySpan<byte> Thread { get; init; }

    public ReadOnlySpan<byte> Id { get; private init; }

    /// <summary>-1 where only the thread's is printed.</summary>
    public int Process { get; private init; }

    public bool HasTime { get; private init; }

    public long Period { get; private init; }

    public ReadOnlySpan<byte> Event { get; private init; }

    /// <summary>What stands behind the event: its fields, or where there are no callers the one frame.</summary>
    public ReadOnlySpan<byte> Rest { get; private init; }

    /// <summary>It is of no sample, but of a record that --show-mmap-events and the like print.</summary>
    public bool IsRecord => Event.StartsWith("PERF_RECORD_"u8);

    /// <summary>False for a line that has neither a time nor the number of a thread.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out PerfScriptHead head)
    {
        int time = TimeAt(line, out int behind);
        if (time >= 0)
        {
            head = Of(line[..time], line[behind..], hasTime: true);
            return true;
        }
        int end = EndOfId(line);
        head = end > 0 ? Of(line[..end], line[end..], hasTime: false) : default;
        return end > 0;
    }

    static PerfScriptHead Of(ReadOnlySpan<byte> who, ReadOnlySpan<byte> what, bool hasTime)
    {
        who = who.TrimEnd((byte)' ');
        // The processor.
        if (who.EndsWith("]"u8) && who.LastIndexOf((byte)'[') is >= 0 and var open)
            who = who[..open].TrimEnd((byte)' ');
        int blank = who.LastIndexOf((byte)' ');
        bool hasId = IsId(who[(blank + 1)..]);
        ReadOnlySpan<byte> id = hasId ? who[(blank + 1)..] : [];
        int slash = id.IndexOf((byte)'/');
        what = what.TrimStart((byte)' ');
        if (!hasTime && what.StartsWith("["u8) && what.IndexOf((byte)']') is >= 0 and var close)
            what = what[(close + 1)..].TrimStart((byte)' ');
        long period = TakePeriod(ref what);
        ReadOnlySpan<byte> name = TakeEvent(ref what);
        return new PerfScriptHead
        {
            Thread = (hasId ? who[..Math.Max(0, blank)] : who).Trim((byte)' '),
            Id = id[(slash + 1)..],
            Process = slash > 0 && Utf8Parser.TryParse(id[..slash], out int process, out _) ? process : -1,
            HasTime = hasTime,
            Period = period,
            Event = name,
            Rest = what.TrimStart((byte)' '),
        };
    }

    static long TakePeriod(scoped ref ReadOnlySpan<byte> what)
    {
        if (!Utf8Parser.TryParse(what, out ulong period, out int used) || used >= what.Length || what[used] != (byte)' ')
            return 1;
        ReadOnlySpan<byte> behind = what[used..].TrimStart((byte)' ');
        // Without an event it is an address that has no letters.
        if (EventLength(behind) == 0)
            return 1;
        what = behind;
        return (long)Math.Min(period, long.MaxValue);
    }

    static ReadOnlySpan<byte> TakeEvent(scoped ref ReadOnlySpan<byte> what)
    {
        ReadOnlySpan<byte> word = what[..EventLength(what)];
        what = what[word.Length..];
        return word.TrimEnd((byte)':');
    }

    static int EventLength(ReadOnlySpan<byte> what)
    {
        int end = what.IndexOf((byte)' ');
        int length = end < 0 ? what.Length : end;
        // A record's name is followed by what it is about: "PERF_RECORD_COMM exec: java:42/42".
        return what.StartsWith("PERF_RECORD_"u8) || (length > 1 && what[length - 1] == (byte)':') ? length : 0;
    }

    /// <summary>"67534.044251:" or with --ns nine digits behind the point.</summary>
    static int TimeAt(ReadOnlySpan<byte> line, out int behind)
    {
        for (int colon = line.IndexOf((byte)':'); colon >= 0; colon = Next(line, colon))
        {
            behind = colon + 1;
            int digits = DigitsBefore(line[..colon]);
            int point = colon - digits - 1;
            if (digits is not (6 or 9) || point < 1 || line[point] != (byte)'.')
                continue;
            int start = point - DigitsBefore(line[..point]);
            if (start < point && (start == 0 || line[start - 1] == (byte)' '))
                return start;
        }
        behind = 0;
        return -1;
    }

    static int Next(ReadOnlySpan<byte> line, int colon) =>
        line[(colon + 1)..].IndexOf((byte)':') is >= 0 and var more ? colon + 1 + more : -1;

    static int DigitsBefore(ReadOnlySpan<byte> text) => text.Length - 1 - text.LastIndexOfAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Without a time: the number of a thread with the event or an address behind it, or with nothing.</summary>
    static int EndOfId(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        int end = -1;
        for (rest.TakeBlanks(); !rest.Rest.IsEmpty; rest.TakeBlanks())
        {
            int start = line.Length - rest.Rest.Length;
            ReadOnlySpan<byte> word = rest.TakeWord();
            if (end >= 0 && ((word.Length > 1 && word[^1] == (byte)':') || IsAddress(word)))
                return end;
            // The processor and the period may stand between.
            bool isBetween = end >= 0 && (word[0] == (byte)'[' || !word.ContainsAnyExceptInRange((byte)'0', (byte)'9'));
            if (!isBetween)
                end = IsId(word) && start > 0 ? start + word.Length : -1;
        }
        return end == line.TrimEnd((byte)' ').Length ? end : -1;
    }

    static bool IsAddress(ReadOnlySpan<byte> word) => word.Length >= 8 && HexDigits.Leading(word, out _) == word.Length;

    static bool IsId(ReadOnlySpan<byte> word) =>
        !word.IsEmpty && word[0] is >= (byte)'0' and <= (byte)'9' && word.IndexOfAnyExceptInRange((byte)'/', (byte)'9') < 0;
}
