namespace Fathom.Sources.Formats.MallocLog;

/// <summary>Sums of one thread at one place in the code.</summary>
sealed class RequesterRow(int? tid, int site)
{
    public int? Tid => tid;

    /// <summary>-1 where the log has none.</summary>
    public int Site => site;

    public long Calls { get; set; }

    public long Allocated { get; set; }

    /// <summary>Of the blocks that are kept.</summary>
    public long Live { get; set; }

    public long LiveBlocks { get; set; }
}
