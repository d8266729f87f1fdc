using Fathom.Evidence;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Proc;

/// <summary>/proc/PID/maps (proc_pid_maps(5); fs/proc/task_mmu.c, show_map_vma).</summary>
public static class MapsText
{
    public static Parsed<IReadOnlyList<Mapping>> Parse(
        ReadOnlySpan<byte> text, string file, int most = Limits.Mappings)
    {
        List<Mapping> mappings = [];
        BadLines bad = new(file);
        NameCache names = new();
        ulong lastEnd = 0;
        Lines lines = new(text);
        while (lines.MoveNext())
        {
            if (mappings.Count == most)
                return new(mappings, [.. bad.Gaps, Gaps.ProcFileTooLarge.At(file, null, file)]);
            if (TryParseLine(lines.Current, names, out Mapping? mapping) && mapping.Range.Start.Value >= lastEnd)
            {
                mappings.Add(mapping);
                lastEnd = mapping.Range.End.Value;
            }
            else if (!lines.Current.IsEmpty)
            {
                bad.Add(lines.Number, lines.Current);
            }
        }
        return new(mappings, bad.Gaps);
    }

    internal static bool TryParseLine(
        ReadOnlySpan<byte> line, NameCache names, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Mapping? mapping)
    {
        mapping = null;
        AsciiLine rest = new(line);
        if (!TryParseRange(ref rest, out AddressRange range)
            || !rest.TakeBlanks() || !TryParseAccess(rest.TakeWord(), out Access access)
            || !rest.TakeBlanks() || !rest.TakeHex(out ulong offset)
            || !rest.TakeBlanks() || !rest.TakeHex(out ulong major) || major > uint.MaxValue
            || !rest.Take((byte)':') || !rest.TakeHex(out ulong minor) || minor > uint.MaxValue
            || !rest.TakeBlanks() || !rest.TakeDecimal(out ulong inode)
            || (!rest.Rest.IsEmpty && !rest.TakeBlanks()))
            return false;
        (string name, bool deleted) = names.Decode(rest.Rest);
        mapping = new Mapping(range, access, offset, new Device((uint)major, (uint)minor), inode, name, deleted);
        return true;
    }

    /// <summary>"start-end", whole: a smaps key such as "Anonymous:" begins with a hexadecimal digit too.</summary>
    internal static bool TryParseRange(ref AsciiLine line, out AddressRange range)
    {
        range = default;
        if (!line.TakeHex(out ulong start) || !line.Take((byte)'-') || !line.TakeHex(out ulong end)
            || end <= start || start % Bytes.PageSize != 0 || end % Bytes.PageSize != 0
            || (end > Limits.UserSpaceEnd && start < Limits.GateSpaceStart))
            return false;
        range = new AddressRange(new Address(start), new Address(end));
        return true;
    }

    static bool TryParseAccess(ReadOnlySpan<byte> word, out Access access)
    {
        access = Access.None;
        if (word.Length != 4 || word[3] is not ((byte)'p' or (byte)'s'))
            return false;
        if (word[0] == (byte)'r')
            access |= Access.Read;
        if (word[1] == (byte)'w')
            access |= Access.Write;
        if (word[2] == (byte)'x')
            access |= Access.Execute;
        if (word[3] == (byte)'s')
            access |= Access.Shared;
        return true;
    }

    /// <summary>A library has five mappings in a row with one name; they share one string.</summary>
    internal sealed class NameCache
    {
        byte[] _last = [];
        (string Name, bool Deleted) _decoded = ("", false);

        public (string Name, bool Deleted) Decode(ReadOnlySpan<byte> raw)
        {
            if (raw.IsEmpty)
                return ("", false);
            if (raw.Length > Limits.NameBytes)
                raw = raw[..Limits.NameBytes];
            if (raw.SequenceEqual(_last))
                return _decoded;
            _last = raw.ToArray();
            ReadOnlySpan<byte> suffix = " (deleted)"u8;
            bool deleted = raw.EndsWith(suffix);
            _decoded = (ForeignText.DecodePath(deleted ? raw[..^suffix.Length] : raw), deleted);
            return _decoded;
        }
    }
}
