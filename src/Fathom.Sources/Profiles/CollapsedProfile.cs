using System.Buffers.Text;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles;

/// <summary>"main;orders.put;malloc 4096": a stack a line, the outermost frame first (Brendan Gregg's stackcollapse; async-profiler's collapsed).</summary>
public static class CollapsedProfile
{
    const int LinesLookedAt = 3;

    /// <summary>The first lines are all of the form, and one of them is of more than one frame.</summary>
    public static bool Begins(ReadOnlySpan<byte> head)
    {
        bool hasStack = false;
        int fit = 0;
        Lines lines = new(head);
        while (fit < LinesLookedAt && lines.MoveNext())
        {
            if (lines.Current.IsEmpty || (!lines.IsWhole && fit > 0))
                continue;
            if (!TrySplit(lines.Current, out ReadOnlySpan<byte> stack, out _))
                return false;
            hasStack |= stack.IndexOf((byte)';') > 0;
            fit++;
        }
        return hasStack;
    }

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        ReportNotes notes = new(place);
        ProfileBuilder builder = new(1);
        StreamLines lines = new(stream);
        while (lines.MoveNext())
        {
            if (lines.Current.IsEmpty)
                continue;
            if (TrySplit(lines.Current, out ReadOnlySpan<byte> stack, out long value))
                builder.Sample(StackOf(builder, stack), [value]);
            else
                notes.Broken((int)Math.Min(lines.Number, int.MaxValue), lines.Current);
        }
        if (builder.Full is { } full)
            notes.Add(Gaps.ReportTooLong, full, builder.SampleCount.ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
        AllocationProfile profile = builder.Done(place, "collapsed stacks", [new ProfileColumn("samples", "", ProfileMeasure.Other)], new ProfileSampling(SamplingKind.Unknown, 0, true));
        return notes.Done(profile with { Lines = lines.Number, Unread = notes.Unread });
    }

    static int StackOf(ProfileBuilder builder, ReadOnlySpan<byte> frames)
    {
        int stack = 0;
        // heaptrack's word for what has no stack.
        if (frames.SequenceEqual("??"u8))
            return stack;
        for (int depth = 0; depth < Limits.ProfileDepth && !frames.IsEmpty; depth++)
        {
            int end = frames.IndexOf((byte)';');
            ReadOnlySpan<byte> frame = end < 0 ? frames : frames[..end];
            frames = end < 0 ? [] : frames[(end + 1)..];
            stack = builder.Stack(stack, builder.Frame(FrameNames.Of(builder, WithoutMark(frame))));
        }
        return stack;
    }

    /// <summary>
    /// "_[j]": how a frame ran: interpreted, by which compiler, inlined, in the kernel (async-profiler; stackcollapse-perf.pl --all). It is the same function.
    /// </summary>
    static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> frame) =>
        frame is [_, .., (byte)'_', (byte)'[', (byte)'0' or (byte)'1' or (byte)'i' or (byte)'j' or (byte)'k', (byte)']'] ? frame[..^4] : frame;

    /// <summary>Names have blanks in them: the last one parts the value off.</summary>
    static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> stack, out long value)
    {
        line = line.TrimEnd((byte)' ');
        int blank = line.LastIndexOf((byte)' ');
        stack = blank <= 0 ? [] : line[..blank];
        value = 0;
        return blank > 0 && Utf8Parser.TryParse(line[(blank + 1)..], out value, out int used) && used == line.Length - blank - 1 && value >= 0 && !stack.TrimStart((byte)' ').IsEmpty;
    }
}
