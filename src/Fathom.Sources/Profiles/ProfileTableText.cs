using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.HotSpot;

namespace Fathom.Sources.Profiles;

/// <summary>
/// What jeprof and pprof print with --text or -top: a function a line. There are no stacks in it: what each function allocated
/// by itself is kept, and each is a stack of one frame.
/// </summary>
public static class ProfileTableText
{
    public static bool Begins(ReadOnlySpan<byte> line) => IsHeader(line) || ProfileTableRow.TryTotal(line.WithoutEnd(), out _, out _);

    public static Parsed<AllocationProfile> Read(Stream stream, string place)
    {
        ReportNotes notes = new(place);
        ProfileBuilder builder = new(1);
        StreamLines lines = new(stream);
        (bool begun, bool isBytes, bool isCount, double unit) = (false, false, false, 0);
        while (lines.MoveNext())
        {
            int number = (int)Math.Min(lines.Number, int.MaxValue);
            ReadOnlySpan<byte> line = lines.Current.WithoutEnd();
            if (!begun)
            {
                begun = IsHeader(line);
                if (!begun && ProfileTableRow.TryTotal(line, out unit, out bool areObjects))
                    (begun, isCount) = (true, areObjects);
                isBytes = unit > 0;
                // Go's -top says in front of its table what is in it.
                isCount |= line.StartsWith("Type: "u8) && line.EndsWith("_objects"u8);
                if (!begun)
                    notes.Keep(number, line);
            }
            else if (ProfileTableRow.TryParse(line, out ProfileTableRow row))
            {
                isBytes |= row.Unit > 0;
                builder.Sample(builder.Stack(0, builder.Frame(new ProfileFrame(0, builder.Texts.Add(row.Name), 0))),
                    [(long)Math.Round(row.Flat * (row.Unit > 0 ? row.Unit : unit > 0 ? unit : 1))]);
            }
            else if (!line.IsEmpty)
            {
                notes.Broken(number, line);
            }
        }
        notes.Add(Gaps.ProfileFlatOnly);
        ProfileColumn column = new("flat", isBytes ? "bytes" : isCount ? "count" : "", ProfileMeasure.Other);
        return notes.Done(builder.Done(place, "table of pprof", [column], new ProfileSampling(SamplingKind.Unknown, 0, true)) with { Lines = lines.Number, Unread = notes.Unread });
    }

    static bool IsHeader(ReadOnlySpan<byte> line)
    {
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        if (!rest.TakeWord().SequenceEqual("flat"u8))
            return false;
        rest.TakeBlanks();
        if (!rest.TakeWord().SequenceEqual("flat%"u8))
            return false;
        rest.TakeBlanks();
        return rest.TakeWord().SequenceEqual("sum%"u8);
    }
}
