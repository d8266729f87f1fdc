using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;
using Fathom.Sources.Formats.Flight;

namespace Fathom.Sources.Profiles;

/// <summary>A form of profile: how the first bytes of one look, and who reads it.</summary>
sealed record ProfileFormat(string Kind, ProfileFormat.Head Begins, Func<Stream, string, Parsed<AllocationProfile>> Read)
{
    public delegate bool Head(ReadOnlySpan<byte> head);

    delegate bool Line(ReadOnlySpan<byte> line);

    /// <summary>Every form; what is asked first stands first.</summary>
    public static IReadOnlyList<ProfileFormat> All { get; } =
    [
        new("flight recording", FlightFile.Begins, FlightProfile.Read),
        new("heap profile", static head => AnyLine(head, HeapProfileText.Begins), HeapProfileText.Read),
        new("pprof profile", PprofProfile.Begins, PprofProfile.Read),
        new("table of pprof", static head => AnyLine(head, ProfileTableText.Begins), ProfileTableText.Read),
        new("collapsed stacks", CollapsedProfile.Begins, CollapsedProfile.Read),
    ];

    public static ProfileFormat? Of(ReadOnlySpan<byte> head)
    {
        foreach (ProfileFormat format in All)
        {
            if (format.Begins(head))
                return format;
        }
        return null;
    }

    /// <summary>Talk may stand in front of it: perl tools write to the terminal what they were called with.</summary>
    const int LinesLookedAt = 50;

    static bool AnyLine(ReadOnlySpan<byte> head, Line begins)
    {
        Lines lines = new(head);
        while (lines.Number < LinesLookedAt && lines.MoveNext())
        {
            if (begins(lines.Current))
                return true;
        }
        return false;
    }
}
