using Fathom.Evidence;
using Fathom.Evidence.HeapDumps;

namespace Fathom.Sources.HeapDumps;

/// <summary>Reads a heap dump in a few passes, without the objects' graph in memory: counts, then owners of native memory, then who keeps those.</summary>
static class HeapDumpLook
{
    const int HeadBytes = 64;

    /// <returns>Null where it is no heap dump.</returns>
    public static HeapDump? Of(IDumpBytes bytes, string place, ICollection<Gap> gaps)
    {
        byte[] first = new byte[HeadBytes];
        int got;
        using (IDumpStream stream = bytes.Open())
            got = stream.Read(first, 0);
        if (DumpHead.Of(first.AsSpan(0, got)) is not { } head)
            return null;
        DumpIndex index;
        using (DumpWindow window = new(bytes.Open(), head.IdLength, bytes.IsRandom ? DumpWindow.Leap : DumpWindow.Piece))
            index = DumpIndex.Of(window, head.Length);
        DumpGaps told = new(place, gaps);
        told.Add(index.Fault);
        (DumpSurvey survey, DumpClasses classes) = Survey(bytes, head.IdLength, index);
        foreach (DumpFault? fault in survey.Faults)
            told.Add(fault);
        told.AddFull(index.Names.IsFull, "names", Limits.DumpNames);
        DumpReading reading = new(bytes, survey.Sums, survey.Blocks(), classes, head.IdLength);
        told.AddFull(reading.HasMoreRoots, "roots or classes", Limits.DumpRoots);
        HeapDump dump = reading.Read(new HeapDump(head.Version, head.IdLength, head.TakenAt, told.Cut ?? index.End), isWhole: !told.HasAny);
        told.AddFull(reading.IsFull, "owners, or objects that lead to them,", Limits.DumpNodes);
        return dump with { IsWhole = !told.HasAny };
    }

    /// <summary>Once; again only where a class was told behind the first objects.</summary>
    static (DumpSurvey, DumpClasses) Survey(IDumpBytes bytes, int idLength, DumpIndex index)
    {
        Dictionary<ulong, DumpClassText> texts = DumpLeading.Read(bytes, idLength, index.Pieces);
        for (bool isSecond = false; ; isSecond = true)
        {
            DumpClasses classes = new(index, texts, idLength);
            DumpSurvey survey = new(bytes, idLength, index.Pieces, classes, index.End);
            survey.Run();
            if (isSecond || !survey.Sums.Any(sum => sum.LateClasses.Count > 0))
            {
                classes.Take(survey.Sums);
                return (survey, classes);
            }
            foreach (DumpSumming sum in survey.Sums)
            {
                foreach ((ulong id, DumpClassText text) in sum.LateClasses)
                    texts[id] = text;
            }
        }
    }
}
