using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>`arenas --bins`: what is free by bin, what lives by size, and which sizes keep free memory from going.</summary>
static class ArenaBinsView
{
    const int MostSizes = 16;

    static readonly Column[] Layout = [new("", 16), new("Chunk size", 16, Align.Right), new("Blocks", 13, Align.Right), new("Bytes", 0)];

    public static void Write(MallocState state, int columns, TextWriter to)
    {
        foreach (Arena arena in state.Arenas)
        {
            to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Arena {arena.Number} at {arena.Address}"));
            Table table = new(to, columns, Layout);
            table.Header();
            foreach (FreeBin bin in arena.Bins)
                table.Row(string.Create(CultureInfo.InvariantCulture, $"{(bin.IsFast ? "fast bin" : "bin")} {bin.Number}"),
                    "from " + Number(bin.Smallest.Value), Number(bin.Total.Count), SizeText.Of(bin.Total.Bytes));
            foreach (SizeClass size in arena.SizeClasses.Take(MostSizes))
                table.Row("live", Size(size.ChunkSize), Number(size.Total.Count), SizeText.Of(size.Total.Bytes));
            if (arena.SizeClasses.Count > MostSizes)
                table.Row("live, others", "", Number(arena.SizeClasses.Skip(MostSizes).Sum(size => size.Total.Count)),
                    SizeText.Of(arena.SizeClasses.Skip(MostSizes).Aggregate(Bytes.Zero, (sum, size) => sum + size.Total.Bytes)));
            foreach (PinningSize pin in arena.Pins.Take(MostSizes))
                table.Row("locks", Size(pin.ChunkSize), Number(pin.Count), SizeText.Of(pin.Locked));
        }
    }

    /// <summary>Beyond 64 KiB a class ends at a power of two.</summary>
    static string Size(Bytes size) => size.Value > 64 * 1024 ? "up to " + SizeText.Of(size) : Number(size.Value);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
