using Fathom.Accounting;
using Fathom.Evidence;

namespace Fathom.Views.Text;

/// <summary>Each mapping with its residency and owners, in address order or by size.</summary>
public static class MapView
{
    const int WideFrom = 150;

    public static void Write(Snapshot snapshot, IEnumerable<MapLine> lines, int columns, TextWriter to)
    {
        bool smaps = snapshot.Usage is not null && snapshot.Pages is not null;
        List<Column> layout = [new("Address", 14), new("Size", 9, Align.Right), new("Resident", 9, Align.Right),
            new("Swap", 9, Align.Right), new("Acc", 4)];
        if (smaps)
            layout.AddRange([new("Pss", 9, Align.Right), new("LazyFree", 9, Align.Right), new("AnonHuge", 9, Align.Right),
                new("Locked", 9, Align.Right)]);
        bool flags = smaps && columns >= WideFrom;
        if (flags)
            layout.Add(new("VmFlags", 27));
        layout.Add(new("Owner and file", 0));
        Table table = new(to, columns, [.. layout]);
        table.Header();
        List<string> cells = [];
        foreach (MapLine line in lines)
        {
            cells.Clear();
            Amounts total = line.Total;
            Bytes resident = line.Usage is { } counted && snapshot.Pages is null ? counted.Rss : total.Resident + total.Hugetlb;
            cells.AddRange([line.Mapping.Range.Start.ToString()[2..], SizeText.Of(line.Mapping.Range.Length),
                snapshot.HasSizes ? Cell(resident) : "-", snapshot.HasSizes ? Cell(total.Swap) : "-", AccessText(line.Mapping.Access)]);
            if (smaps && line.Usage is { } usage)
                cells.AddRange([Cell(usage.Pss), Cell(usage.LazyFree), Cell(usage.AnonHugePages), Cell(usage.Locked)]);
            if (flags)
                cells.Add(line.Usage?.Flags ?? "");
            cells.Add(Owners(line, table.LastWidth));
            table.Row([.. cells]);
        }
    }

    public static string AccessText(Access access) => string.Create(4, access, (text, a) =>
    {
        text[0] = (a & Access.Read) != 0 ? 'r' : '-';
        text[1] = (a & Access.Write) != 0 ? 'w' : '-';
        text[2] = (a & Access.Execute) != 0 ? 'x' : '-';
        text[3] = (a & Access.Shared) != 0 ? 's' : 'p';
    });

    static string Cell(Bytes size) => size.Value == 0 ? "." : SizeText.Of(size);

    static string Owners(MapLine line, int width)
    {
        string owners = line.Postings.Count switch
        {
            0 => "-",
            1 => line.Postings[0].Account,
            _ => string.Join(" + ", line.Postings.Select(p => $"{p.Account} {SizeText.Of(p.Amounts.Resident)}")),
        };
        string name = line.Mapping.Name + (line.Mapping.IsDeleted ? " (deleted)" : "");
        if (name.Length == 0)
            return owners;
        int left = width - owners.Length - 2;
        return left < 8 ? owners : owners + "  " + Printable.CutLeft(name, left);
    }
}
