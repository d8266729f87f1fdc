using System.Buffers;
using Fathom.Sources.Formats.Calls;

namespace Fathom.Sources.Formats.Strace;

enum StraceLineKind
{
    Unknown,
    Call,
    Unfinished,
    Resumed,

    /// <summary>"+++ exited with 0 +++".</summary>
    End,

    /// <summary>"strace: Process 4242 attached".</summary>
    Attached,

    /// <summary>" > /lib/libc.so.6(mmap64+0x13) [0x10ef3]" of the call above it (-k).</summary>
    Frame,

    /// <summary>Signals, and what strace says of itself.</summary>
    Talk,
}

/// <summary>A line of strace, without what its options -f, -t, -tt, -ttt, -r, -i and -n put in front.</summary>
readonly ref struct StraceLine
{
    static readonly SearchValues<byte> OfName = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_"u8);

    public StraceLineKind Kind { get; private init; }

    /// <summary>Null where the log names none.</summary>
    public int? Tid { get; private init; }

    public ReadOnlySpan<byte> Time { get; private init; }

    /// <summary>What is behind the prefix; of a frame what is behind its mark.</summary>
    public ReadOnlySpan<byte> Text { get; private init; }

    public static StraceLine Of(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith(" > "u8))
            return new StraceLine { Kind = StraceLineKind.Frame, Text = line[3..] };
        if (line.StartsWith("strace: "u8))
            return OfTalk(line[8..]);
        CallPrefix prefix = CallPrefix.Of(line);
        return new StraceLine { Kind = KindOf(prefix.Text), Tid = prefix.Tid, Time = prefix.Time, Text = prefix.Text };
    }

    static StraceLine OfTalk(ReadOnlySpan<byte> text)
    {
        AsciiLine line = new(text);
        return line.Take("Process "u8) && line.TakeDecimal(out ulong tid) && tid <= int.MaxValue && line.Rest.StartsWith(" attached"u8)
            ? new StraceLine { Kind = StraceLineKind.Attached, Tid = (int)tid, Text = text }
            : new StraceLine { Kind = StraceLineKind.Talk, Text = text };
    }

    static StraceLineKind KindOf(ReadOnlySpan<byte> text)
    {
        if (text.Length > 8 && text.StartsWith("+++ "u8) && text.EndsWith(" +++"u8))
            return StraceLineKind.End;
        if (text.StartsWith("--- "u8) && text.EndsWith(" ---"u8))
            return StraceLineKind.Talk;
        if (text.StartsWith("<... "u8))
            return text.IndexOf(" resumed>"u8) > 0 ? StraceLineKind.Resumed : StraceLineKind.Unknown;
        int open = text.IndexOf((byte)'(');
        if (open is < 1 or > 40 || text[..open].IndexOfAnyExcept(OfName) >= 0)
            return StraceLineKind.Unknown;
        if (text.EndsWith("<unfinished ...>"u8))
            return StraceLineKind.Unfinished;
        return text.LastIndexOf(" = "u8) > open ? StraceLineKind.Call : StraceLineKind.Unknown;
    }
}
