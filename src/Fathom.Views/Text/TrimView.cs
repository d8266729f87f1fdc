using System.Globalization;
using Fathom.Accounting.Malloc;
using Fathom.Evidence;
using Fathom.Evidence.Malloc;

namespace Fathom.Views.Text;

/// <summary>`trim`: what would come back, what would not and why, and what to do; or what was done.</summary>
public static class TrimView
{
    const int MostArenas = 16;
    const int MostPins = 6;

    public static void Write(TrimAnswer answer, int columns, TextWriter to)
    {
        Snapshot snapshot = answer.Before;
        HeadView.Write(snapshot, columns, to);
        AllocatorsView.Write(snapshot, columns, to);
        if (snapshot.MallocState is { Arenas.Count: > 0 } state)
        {
            TrimForecast all = TrimForecast.Of(state);
            if (answer.Done is { } done)
                TrimDoneView.Write(done, columns, to);
            else
                Paragraph.Write("A trim", Sentence(all), columns, to);
            WriteArenas(state, answer.Done, columns, to);
            if (all.Locked.Value > 0 && Pins(all.Pins) is { Length: > 0 } pins)
                Paragraph.Write("Locked by", pins, columns, to);
            TrimAdviceView.Write(answer, state, all, columns, to);
        }
        GapsView.Write(snapshot.Gaps, columns, to);
        CostView.Write(snapshot.Cost, to);
    }

    static string Sentence(TrimForecast all)
    {
        string text = $"would return {SizeText.Of(all.Returned)} of the {SizeText.Of(all.Free)} in memory that nobody uses. "
            + $"{SizeText.Of(all.Locked)} is locked: live blocks lie on the same pages. {SizeText.Of(all.Cached)} is cached for "
            + $"threads and sizes, {SizeText.Of(all.Top)} is at ends of arenas.";
        if (all.ReturnedFromSwap > Bytes.Zero)
            text += $" Beside that, {SizeText.Of(all.ReturnedFromSwap)} in swap would be dropped there.";
        return all.IsApproximate ? text + " Near the truth: not all figures are proven." : text;
    }

    static string Pins(IReadOnlyList<PinningSize> pins)
    {
        string text = string.Join("; ", pins.Take(MostPins).Select(pin => string.Create(CultureInfo.InvariantCulture,
            $"blocks of {Chunk(pin.ChunkSize)}: {SizeText.Of(pin.Locked)} beside {pin.Count:N0} of them")));
        return pins.Count > MostPins
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; {pins.Count - MostPins:N0} more sizes") : text;
    }

    static string Chunk(Bytes size) => size.Value >= 64 * 1024 ? SizeText.Of(size)
        : size.Value.ToString("N0", CultureInfo.InvariantCulture) + " B";

    static void WriteArenas(MallocState state, TrimDone? done, int columns, TextWriter to)
    {
        Dictionary<Address, Arena> after = [];
        foreach (Arena arena in done?.After.MallocState?.Arenas ?? [])
            after.TryAdd(arena.Address, arena);
        List<Column> layout = [new("Arena", 6, Align.Right), Size("Unused"), Size("Returns"), Size("Locked"), Size("Cached")];
        layout.AddRange(done is null ? [new("     Top", 0)] : [Size("Top"), new("In memory", 0)]);
        Table table = new(to, columns, [.. layout]);
        table.Header();
        (Arena Arena, TrimForecast Trim)[] rows =
        [
            .. state.Arenas.Select(arena => (Arena: arena, Trim: TrimForecast.Of(arena)))
                .OrderByDescending(row => row.Trim.Returned).ThenByDescending(row => row.Trim.Free).ThenBy(row => row.Arena.Number),
        ];
        foreach ((Arena arena, TrimForecast trim) in rows.Take(MostArenas))
        {
            string[] cells = Cells((trim.IsApproximate ? "~" : "") + arena.Number.ToString(CultureInfo.InvariantCulture), trim);
            table.Row(done is null ? cells : [.. cells, Change(arena, after.GetValueOrDefault(arena.Address))]);
        }
        if (rows.Length > MostArenas)
        {
            string[] cells = Cells("others", rows[MostArenas..].Select(row => row.Trim).Aggregate(Sum));
            table.Row(done is null ? cells : [.. cells, ""]);
        }
    }

    static string[] Cells(string name, TrimForecast trim) =>
    [
        name, SizeText.Of(trim.Free), SizeText.Of(trim.Returned), SizeText.Of(trim.Locked), SizeText.Of(trim.Cached), SizeText.Of(trim.Top).PadLeft(8),
    ];

    static string Change(Arena before, Arena? after) =>
        after is null ? "" : $"{SizeText.Of(before.Resident.Total)} -> {SizeText.Of(after.Resident.Total)}";

    static TrimForecast Sum(TrimForecast a, TrimForecast b) =>
        new(a.Free + b.Free, a.Returned + b.Returned, a.Locked + b.Locked, a.Cached + b.Cached, a.Top + b.Top, []);

    static Column Size(string title) => new(title, 8, Align.Right);
}
