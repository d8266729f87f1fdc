using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>`arenas`: what malloc holds, arena by arena, and how far that is proven.</summary>
public static class ArenasView
{
    const int WideFrom = 130;
    const int FewestCellsForNames = 8;

    /// <param name="arenaMax">A number of arenas to reckon with beside the usual ones.</param>
    public static void Write(Snapshot snapshot, bool bins, int columns, TextWriter to, int? arenaMax = null)
    {
        HeadView.Write(snapshot, columns, to);
        AllocatorsView.Write(snapshot, columns, to);
        if (snapshot.MallocState is { } state && state.Arenas.Count > 0)
        {
            WriteTotals(snapshot, state, columns, to);
            WriteArenas(snapshot, state, columns, to);
            if (state.Allocator.Kind == AllocatorKind.Glibc)
                ArenaEffectsView.Write(state, arenaMax, columns, to);
            if (bins)
                ArenaBinsView.Write(state, columns, to);
        }
        GapsView.Write(snapshot.Gaps, columns, to);
        CostView.Write(snapshot.Cost, to);
    }

    static void WriteTotals(Snapshot snapshot, MallocState state, int columns, TextWriter to)
    {
        Allocator? glibc = new[] { state.Allocator }.Concat(state.Others).FirstOrDefault(each => each.Kind == AllocatorKind.Glibc);
        string library = glibc?.Library is { } path ? " (" + path[(path.LastIndexOf('/') + 1)..] + ")" : "";
        Paragraph.Write(glibc == state.Allocator ? "malloc" : "glibc", $"glibc{library} has {SizeText.Of(state.System)} from the kernel, in "
            + $"{ProofText.Arenas(state.Arenas.Count)} and {Blocks(state.Mmapped.Chunks.Count, "single block")}", columns, to);
        Paragraph.Write("In use", $"{SizeText.Of(state.InUse.Bytes)} in {Blocks(state.InUse.Count)}, "
            + $"{SizeText.Of(state.Resident.InUse)} of it in memory; {Blocks(state.Mmapped.Chunks.Count)} with "
            + $"{SizeText.Of(state.Mmapped.Chunks.Bytes)} are mapped singly", columns, to);
        Paragraph.Write("Cached", $"{SizeText.Of(state.Cached.Bytes)} in {Blocks(state.Cached.Count)}, freed but kept for "
            + $"their size: fast bins and {Blocks(state.Caches, "thread's cache", "threads' caches")}", columns, to);
        Paragraph.Write("Free", FreeText(state), columns, to);
        Paragraph.Write("Peak", PeakText(snapshot, state), columns, to);
        if (state.Parameters is { } parameters)
            Paragraph.Write("Settings", MallocSettingsText.Of(parameters), columns, to);
        Paragraph.Write("Proof", ProofText.Of(state), columns, to);
    }

    static string FreeText(MallocState state)
    {
        HeapSplit resident = state.Resident;
        return $"{SizeText.Of(state.Free.Bytes)} in {Blocks(state.Free.Count)} and {SizeText.Of(state.Top)} at ends of arenas; "
            + $"{SizeText.Of(resident.Free)} of it in memory: a trim returns {SizeText.Of(resident.Trimmable)}, "
            + $"{SizeText.Of(resident.Locked)} is locked by live blocks, {SizeText.Of(resident.Top)} is at ends";
    }

    static string PeakText(Snapshot snapshot, MallocState state)
    {
        string text = $"malloc had {SizeText.Of(state.PeakAtMost)} at most, has {SizeText.Of(state.System)}";
        if (state.Parameters is { } parameters)
            text += $"; single blocks {SizeText.Of(parameters.MaxMmapped)} at most, {SizeText.Of(state.Mmapped.Chunks.Bytes)} now";
        if (snapshot.Status is { PeakResident: { } peak, Resident: { } resident })
            text += $"; RSS was {SizeText.Of(peak)} at most, is {SizeText.Of(resident)}";
        return text;
    }

    static void WriteArenas(Snapshot snapshot, MallocState state, int columns, TextWriter to)
    {
        bool wide = columns >= WideFrom;
        List<Column> layout = [new("Arena", 5, Align.Right), Size("System"), Size("In use"), Size("Free"), Size("Trim"), Size("Locked"), Size("Peak")];
        if (wide)
            layout.AddRange([new("Heaps", 5, Align.Right), new("Blocks", 11, Align.Right), Size("Resident"), Size("Cached"), Size("Top")]);
        layout.Add(new("Threads", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        table.Under(ArenaBar.Legend);
        foreach (Arena arena in state.Arenas.OrderByDescending(arena => arena.System).ThenBy(arena => arena.Number))
        {
            table.Row(Cells(arena, wide));
            table.Under(Picture(snapshot, arena, columns));
        }
    }

    static string[] Cells(Arena arena, bool wide)
    {
        HeapSplit resident = arena.Resident;
        string near = arena.Proof.Outcome >= WalkOutcome.Approximate ? "~" : "";
        List<string> cells =
        [
            near + arena.Number.ToString(CultureInfo.InvariantCulture), SizeText.Of(arena.System), SizeText.Of(arena.InUse.Bytes),
            SizeText.Of(arena.Free.Bytes), SizeText.Of(resident.Trimmable), SizeText.Of(resident.Locked), SizeText.Of(arena.MaxSystem),
        ];
        if (wide)
            cells.AddRange([arena.Heaps.Count.ToString(CultureInfo.InvariantCulture), arena.InUse.Count.ToString("N0", CultureInfo.InvariantCulture),
                SizeText.Of(resident.Total), SizeText.Of(arena.Cached.Bytes), SizeText.Of(arena.Top)]);
        cells.Add((arena.AttachedThreads ?? (arena.Threads.Count > 0 ? arena.Threads.Count : null))?.ToString(CultureInfo.InvariantCulture) ?? "-");
        return [.. cells];
    }

    static string Picture(Snapshot snapshot, Arena arena, int columns)
    {
        string bar = ArenaBar.Of(arena, columns >= WideFrom ? 48 : 28);
        int left = columns - 9 - bar.Length - 2;
        return left < FewestCellsForNames || arena.Threads.Count == 0 ? bar : bar + "  " + Names(snapshot, arena, left);
    }

    /// <summary>As many as there is room for, the largest pools first.</summary>
    static string Names(Snapshot snapshot, Arena arena, int room)
    {
        IReadOnlyList<ArenaThreads> pools = ArenaThreads.Of(snapshot, arena);
        string text = "";
        int named = 0;
        foreach (ArenaThreads pool in pools)
        {
            string name = Printable.Of(pool.Pattern) + (pool.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({pool.Count})") : "");
            string more = text.Length == 0 ? name : text + ", " + name;
            if (more.Length > room - 10 && named > 0)
                break;
            (text, named) = (more, named + 1);
        }
        return named < pools.Count ? string.Create(CultureInfo.InvariantCulture, $"{text}, +{pools.Count - named}") : text;
    }

    static Column Size(string title) => new(title, 8, Align.Right);

    static string Blocks(long count, string one = "block", string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
