using Fathom.Evidence;
using Fathom.Sources.Formats;
using Fathom.Sources.Proc;

namespace Fathom.Sources.Profiles;

/// <summary>What was mapped, below the samples: lines of /proc/PID/maps, or "40000000-40015000: /lib/libfoo.so" of older tools.</summary>
sealed class ProfileMap
{
    readonly List<Mapping> _mappings = [];
    readonly MapsText.NameCache _names = new();

    public IReadOnlyList<Mapping> Mappings => _mappings;

    public bool Add(ReadOnlySpan<byte> line)
    {
        if (_mappings.Count >= Limits.Mappings)
            return false;
        AsciiLine rest = new(line);
        rest.TakeBlanks();
        ReadOnlySpan<byte> text = rest.Rest;
        if (MapsText.TryParseLine(text, _names, out Mapping? mapping) || TryParseShort(text, out mapping))
        {
            _mappings.Add(mapping);
            return true;
        }
        // Of what was built where; jeprof fills it into paths with $build.
        return text.StartsWith("build="u8);
    }

    static bool TryParseShort(ReadOnlySpan<byte> line, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Mapping? mapping)
    {
        mapping = null;
        AsciiLine rest = new(line);
        if (!MapsText.TryParseRange(ref rest, out AddressRange range) || !rest.Take((byte)':') || !rest.TakeBlanks() || rest.Rest.IsEmpty)
            return false;
        mapping = new Mapping(range, Access.Read | Access.Execute, 0, default, 0, ForeignText.Decode(rest.Rest), false);
        return true;
    }
}
