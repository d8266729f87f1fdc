using Fathom.Evidence;
using Fathom.Evidence.HotSpot;

namespace Fathom.Sources.Formats.HotSpot;

/// <summary>
/// Compiler.memory (HotSpot: compiler/compilationMemoryStatistic.cpp). Its columns are named by its first row.
/// </summary>
public static class CompilerMemoryText
{
    const int MostColumns = 64;

    public static Parsed<CompilerMemory> Parse(ReadOnlySpan<byte> text, string file)
    {
        ReportNotes notes = new(file);
        List<CompilationMemory> rows = [];
        List<string> columns = [];
        bool enabled = true;
        ReportLines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.TrimStart(" \t"u8);
            if (line.StartsWith("ctyp"u8))
                columns = [.. ForeignText.Decode(line).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostColumns)];
            else if (line.StartsWith("Compilation memory statistics disabled"u8))
                enabled = false;
            else if (line.StartsWith("c1 "u8) || line.StartsWith("c2 "u8))
                Row(line, columns, rows, notes, lines);
            else if (!line.IsEmpty && !line.StartsWith("Compiler Memory Statistic"u8) && !line.StartsWith("Total:"u8))
                notes.Keep(lines);
        }
        if (enabled && columns.Count == 0)
            notes.Add(Gaps.ReportIncomplete, "line with the names of its columns", "Compiler.memory");
        return notes.Done(new CompilerMemory { IsEnabled = enabled, Compilations = rows, Unread = notes.Unread });
    }

    static void Row(ReadOnlySpan<byte> line, List<string> columns,
        List<CompilationMemory> rows, ReportNotes notes, in ReportLines lines)
    {
        AsciiLine rest = new(line);
        CompilationMemory row = new(ForeignText.Decode(rest.TakeWord()), Bytes.Zero, "", "");
        List<CompilationPart> parts = [];
        bool whole = columns.Count > 2;
        for (int i = 1; whole && i < columns.Count; i++)
        {
            rest.TakeBlanks();
            // The method is last and may hold blanks.
            ReadOnlySpan<byte> cell = i == columns.Count - 1 ? rest.Rest : rest.TakeWord();
            whole = TryCell(columns[i], cell, ref row, parts);
        }
        if (!whole)
            notes.Broken(lines);
        else if (notes.HasRoom(rows.Count, "compilations"))
            rows.Add(row with { Parts = parts });
    }

    static bool TryCell(string column, ReadOnlySpan<byte> cell, ref CompilationMemory row, List<CompilationPart> parts)
    {
        AsciiLine value = new(cell);
        switch (column)
        {
            case "total":
                bool found = value.TakeSize(out Bytes peak);
                row = row with { Peak = peak };
                return found;
            case "result":
                row = row with { Result = ForeignText.Decode(cell) };
                return !cell.IsEmpty;
            case "method":
                row = row with { Method = ForeignText.Decode(cell) };
                return !cell.IsEmpty;
            case "thread":
                bool known = value.TakeAddress(out Address thread);
                row = row with { Thread = known ? thread : null };
                return known;
            case "#nodes" or "limit" or "time" or "id" or "#rc":
                return !cell.IsEmpty;
            default:
                bool isSize = value.TakeSize(out Bytes size) && value.Rest.IsEmpty;
                if (isSize)
                    parts.Add(new(column, size));
                return isSize;
        }
    }
}
