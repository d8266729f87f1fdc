using System.Diagnostics.CodeAnalysis;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Kernel;

/// <summary>
/// "Tasks state (memory values in pages)": its columns differ by version, its header names them (mm/oom_kill.c, dump_tasks).
/// Pages are those of x86, 4 KiB.
/// </summary>
sealed class CandidateTable
{
    /// <summary>In pages; of bytes, 256 GiB of page tables.</summary>
    const long Most = Limits.ContainerAmount / Bytes.PageSize;

    readonly Words _words = new();
    readonly List<string> _columns = [];

    public static bool IsHeader(ReadOnlySpan<byte> text) =>
        text.Length > 5 && text[0] == (byte)'[' && text[1..].TrimStart((byte)' ').StartsWith("pid"u8) && text.IndexOf("total_vm"u8) > 0;

    /// <summary>"[   7488]     0  7488   628183 …".</summary>
    public static bool IsRow(ReadOnlySpan<byte> text)
    {
        int end = text[0] == (byte)'[' ? text[..Math.Min(text.Length, 16)].IndexOf((byte)']') : -1;
        return end > 1 && text[1..end].Trim((byte)' ') is { IsEmpty: false } pid
            && pid.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    public bool Header(ReadOnlySpan<byte> text)
    {
        _columns.Clear();
        ReadOnlySpan<byte> names = text[(text.IndexOf((byte)']') + 1)..];
        _words.Split(names);
        for (int i = 0; i < Math.Min(_words.Count, 32); i++)
            _columns.Add(ForeignText.Decode(names[_words[i]]));
        return _columns.Count > 3 && _columns[^1] == "name";
    }

    public bool TryRow(ReadOnlySpan<byte> text, [NotNullWhen(true)] out KillCandidate? row)
    {
        row = null;
        int end = text.IndexOf((byte)']');
        if (_columns.Count == 0 || ToolNumbers.Pid(text[1..end].Trim((byte)' ')) is not { } pid)
            return false;
        ReadOnlySpan<byte> fields = text[(end + 1)..];
        _words.Split(fields);
        if (_words.Count < _columns.Count)
            return false;
        row = new KillCandidate(pid, ForeignText.Decode(_words.Between(fields, _columns.Count - 1, _words.Count - 1)));
        for (int i = 0; i < _columns.Count - 1; i++)
        {
            AsciiLine field = new(fields[_words[i]]);
            if (!field.TakeSigned(out long value) || !field.Rest.IsEmpty || value is > Most or < -Most)
                return false;
            row = With(row, _columns[i], value);
        }
        return true;
    }

    static KillCandidate With(KillCandidate row, string column, long value) => column switch
    {
        "oom_score_adj" => row with { ScoreAdjustment = value },
        _ when value < 0 => row,
        "total_vm" => row with { Virtual = Bytes.FromPages(value) },
        "rss" => row with { Resident = Bytes.FromPages(value) },
        "rss_anon" => row with { Anonymous = Bytes.FromPages(value) },
        "rss_file" => row with { File = Bytes.FromPages(value) },
        "rss_shmem" => row with { Shared = Bytes.FromPages(value) },
        "pgtables_bytes" => row with { PageTables = new Bytes(value) },
        "nr_ptes" or "nr_pmds" => row with { PageTables = (row.PageTables ?? Bytes.Zero) + Bytes.FromPages(value) },
        "swapents" => row with { Swap = Bytes.FromPages(value) },
        _ => row,
    };
}
