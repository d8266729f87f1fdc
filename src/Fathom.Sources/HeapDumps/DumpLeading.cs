using Fathom.Evidence;

namespace Fathom.Sources.HeapDumps;

/// <summary>
/// The classes, which HotSpot writes in front of all objects (heapDumper.cpp, VM_HeapDumper::work): with their fields known, one pass over the
/// objects does. What stands elsewhere that pass tells.
/// </summary>
readonly struct DumpLeading(DumpWindow window, Dictionary<ulong, DumpClassText> texts) : IDumpVisitor
{
    /// <summary>Without a class, so many bytes are objects.</summary>
    const long Stretch = 1 << 20;

    public static Dictionary<ulong, DumpClassText> Read(IDumpBytes bytes, int idLength, IReadOnlyList<DumpPiece> segments)
    {
        Dictionary<ulong, DumpClassText> texts = [];
        using DumpWindow window = new(bytes.Open(), idLength);
        DumpWalk<DumpLeading> walk = new(window, new DumpLeading(window, texts));
        long without = 0;
        foreach (DumpPiece segment in segments)
        {
            DumpFault? fault = null;
            for (long at = segment.Start; at < segment.End && fault is null; at = window.Position)
            {
                int known = texts.Count;
                fault = walk.Walk(at, Math.Min(segment.End, at + Stretch), segment.End);
                without = texts.Count > known ? 0 : without + window.Position - at;
                if (without >= Stretch)
                    return texts;
            }
        }
        return texts;
    }

    public void Class(ulong id, ReadOnlySpan<byte> record)
    {
        if (texts.Count < Limits.DumpClasses)
            texts[id] = DumpClassText.Of(record, window);
    }

    public void Root(DumpRoot kind, ulong id)
    {
    }

    public void Instance(ulong id, ulong ofClass, ReadOnlySpan<byte> fields)
    {
    }

    public void ObjectArray(ulong id, ulong ofClass, int count)
    {
    }

    public void Elements(ulong id, ReadOnlySpan<byte> references)
    {
    }

    public void PrimitiveArray(ulong id, byte type, int count)
    {
    }

    public void Cut(long position)
    {
    }
}
