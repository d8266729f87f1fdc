using System.Globalization;
using Fathom.Evidence;
using Fathom.Evidence.Saved;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Files;

/// <summary>Reads the pieces of one text, each by the parser of its form.</summary>
static class PieceReader
{
    const int LongestBegin = 60;

    public static SavedPiece Read(byte[] text, TextPiece piece, string file, SavedFiles files, List<Gap> gaps)
    {
        ReadOnlySpan<byte> own = text.AsSpan(piece.Start..piece.End);
        string? name = piece.Name is { } path ? path[(path.LastIndexOf('/') + 1)..] : null;
        string? kernel = piece.Format?.KernelFile ?? (piece.Format is null && name is not null && SavedFormats.IsKernelFile(name) ? name : null);
        SavedPiece read = new(file, piece.FirstLine, piece.LastLine, piece.Format?.Kind ?? kernel) { Pid = piece.Pid, SaidAt = piece.SaidAt };
        if (kernel is not null)
        {
            // A thread's name is not the process' name.
            if (piece.Name?.Contains("/task/", StringComparison.Ordinal) != true)
                files.Add(kernel, kernel == "cmdline" ? Arguments(own) : own.Length == text.Length ? text : own.ToArray(), file, piece.TextLine - 1);
            return read;
        }
        if (piece.Format is null && piece.Name is { } section && CollectedText.Kind(section) is { } said)
            return read with { Kind = said, SaidAt = CollectedText.Date(own) ?? read.SaidAt };
        if (piece.Format is null)
            return read with { Unread = Written(own, out string begin), Begin = begin };
        PieceContent content = piece.Format.Read(own, file);
        foreach (Gap gap in content.Gaps)
            gaps.Add(Shifted(gap, file, file, piece.TextLine - 1));
        return read with { Content = HistogramCommand.Told(content.Content, piece.Command), Unread = content.Unread, Pid = (content.Content as PmapReport)?.Pid ?? read.Pid };
    }

    /// <summary>One argument a line, as `tr` makes of it what the kernel ends with NUL.</summary>
    static byte[] Arguments(ReadOnlySpan<byte> text)
    {
        byte[] arguments = text.TrimEnd("\r\n"u8).ToArray();
        if (arguments.AsSpan().Contains((byte)0))
            return arguments;
        arguments.AsSpan().Replace((byte)'\n', (byte)0);
        return [.. arguments, 0];
    }

    /// <summary>"place:12", counted from the piece's own first line, as a line of the file.</summary>
    public static Gap Shifted(Gap gap, string place, string file, int linesBefore)
    {
        if (gap.Where == place)
            return gap with { Where = file };
        return gap.Where.StartsWith(place + ":", StringComparison.Ordinal)
            && int.TryParse(gap.Where.AsSpan(place.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int line)
            ? gap with { Where = string.Create(CultureInfo.InvariantCulture, $"{file}:{line + (long)linesBefore}") } : gap;
    }

    /// <summary>Lines that are not blank.</summary>
    static int Written(ReadOnlySpan<byte> text, out string begin)
    {
        (int count, begin) = (0, "");
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<byte> line = lines.Current.Trim(" \t"u8);
            if (line.IsEmpty)
                continue;
            if (count++ == 0)
                begin = ForeignText.Quote(line[..Math.Min(line.Length, LongestBegin)]);
        }
        return count;
    }
}
