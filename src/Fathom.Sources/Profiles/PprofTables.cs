using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>What samples of a pprof profile refer to. It may stand behind them: so it is read first.</summary>
sealed class PprofTables
{
    readonly List<(int Start, int Length)> _texts = [];
    readonly List<(long Type, long Unit)> _columns = [];
    readonly Dictionary<ulong, Function> _functions = [];
    readonly Dictionary<ulong, (int Start, int Length)> _locations = [];
    readonly Dictionary<ulong, string> _files = [];
    readonly List<Mapping> _mappings = [];
    (long Type, long Unit) _periodType;
    ulong _period;
    ulong _nanoseconds;
    long _drop;
    long _keep;
    long _shown;

    public readonly record struct Function(long Name, long File);

    public IReadOnlyList<(long Type, long Unit)> Columns => _columns;

    public IReadOnlyList<Mapping> Mappings => _mappings;

    public Dictionary<string, string> BuildIds { get; } = new(StringComparer.Ordinal);

    public DateTimeOffset? TakenAt =>
        _nanoseconds is > 0 and < 1UL << 62 ? DateTimeOffset.UnixEpoch.AddTicks((long)(_nanoseconds / 100)) : null;

    /// <summary>Heap profiles of Go and tcmalloc are scaled by those who write them; the period is the interval of a Poisson process.</summary>
    public ProfileSampling Sampling { get; private set; } = new(SamplingKind.Unknown, 0, true);

    public Function FunctionOf(ulong id) => _functions.GetValueOrDefault(id);

    public bool TryLocation(ulong id, out (int Start, int Length) message) => _locations.TryGetValue(id, out message);

    public string FileOf(ulong mapping) => _files.GetValueOrDefault(mapping, "");

    public ReadOnlySpan<byte> Text(ReadOnlySpan<byte> profile, long text) =>
        text > 0 && text < _texts.Count ? profile.Slice(_texts[(int)text].Start, _texts[(int)text].Length) : [];

    /// <summary>What its writer wants to be shown first; empty where it does not say.</summary>
    public string Shown(ReadOnlySpan<byte> profile) => ForeignText.Decode(Text(profile, _shown));

    /// <summary>Null where nothing is to be left away, and where it is not understood what.</summary>
    public PprofDrop? Drop(ReadOnlySpan<byte> profile, out bool isUnderstood)
    {
        isUnderstood = true;
        if (Text(profile, _drop).IsEmpty)
            return null;
        NameExpression? drop = NameExpressionText.Of(Text(profile, _drop));
        NameExpression? keep = Text(profile, _keep).IsEmpty ? null : NameExpressionText.Of(Text(profile, _keep));
        isUnderstood = drop is not null && (keep is not null || Text(profile, _keep).IsEmpty);
        return isUnderstood ? new PprofDrop(drop!, keep) : null;
    }

    /// <summary>True where the profile is cut or damaged: what stands before that is kept.</summary>
    public bool Read(ReadOnlySpan<byte> profile)
    {
        List<(int Start, int Length)> mappings = [];
        WireReader fields = new(profile);
        while (fields.MoveNext())
        {
            (int start, int length) = fields.IsContent ? (fields.Start, fields.Content.Length) : (0, 0);
            switch (fields.Field)
            {
                case 1 when _columns.Count < Limits.ProfileColumns:
                    _columns.Add(ValueType(fields.Content));
                    break;
                case 3 when mappings.Count < Limits.Mappings:
                    mappings.Add((start, length));
                    break;
                case 4 when _locations.Count < Limits.ProfileFrames:
                    _locations[IdOf(fields.Content)] = (start, length);
                    break;
                case 5 when _functions.Count < Limits.ProfileFrames:
                    TakeFunction(fields.Content);
                    break;
                case 6 when _texts.Count < Limits.ProfileFrames:
                    _texts.Add((start, length));
                    break;
                case 7:
                    _drop = Index(fields.Number);
                    break;
                case 8:
                    _keep = Index(fields.Number);
                    break;
                case 9:
                    _nanoseconds = fields.Number;
                    break;
                case 11:
                    _periodType = ValueType(fields.Content);
                    break;
                case 12:
                    _period = fields.Number;
                    break;
                case 14:
                    _shown = Index(fields.Number);
                    break;
            }
        }
        foreach ((int start, int length) in mappings)
            TakeMapping(profile, profile.Slice(start, length));
        if (Text(profile, _periodType.Unit).SequenceEqual("bytes"u8) && _period is > 1 and < long.MaxValue)
            Sampling = new ProfileSampling(SamplingKind.Poisson, (long)_period, true);
        return fields.IsDamaged;
    }

    static (long Type, long Unit) ValueType(ReadOnlySpan<byte> message)
    {
        (long type, long unit) = (0, 0);
        WireReader fields = new(message);
        while (fields.MoveNext())
            (type, unit) = fields.Field switch { 1 => (Index(fields.Number), unit), 2 => (type, Index(fields.Number)), _ => (type, unit) };
        return (type, unit);
    }

    /// <summary>Of a text; what no table can have is none.</summary>
    static long Index(ulong number) => number <= int.MaxValue ? (long)number : 0;

    static ulong IdOf(ReadOnlySpan<byte> message)
    {
        WireReader fields = new(message);
        while (fields.MoveNext())
        {
            if (fields.Field == 1)
                return fields.Number;
        }
        return 0;
    }

    void TakeFunction(ReadOnlySpan<byte> message)
    {
        (ulong id, long name, long system, long file) = (0, 0, 0, 0);
        WireReader fields = new(message);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1: id = fields.Number; break;
                case 2: name = Index(fields.Number); break;
                case 3: system = Index(fields.Number); break;
                case 4: file = Index(fields.Number); break;
            }
        }
        _functions[id] = new Function(name == 0 ? system : name, file);
    }

    void TakeMapping(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> message)
    {
        (ulong id, ulong start, ulong end, ulong offset, long file, long build) = (0, 0, 0, 0, 0, 0);
        WireReader fields = new(message);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1: id = fields.Number; break;
                case 2: start = fields.Number; break;
                case 3: end = fields.Number; break;
                case 4: offset = fields.Number; break;
                case 5: file = Index(fields.Number); break;
                case 6: build = Index(fields.Number); break;
            }
        }
        string name = ForeignText.Decode(Text(profile, file));
        _files[id] = name;
        if (end <= start || name.Length == 0)
            return;
        _mappings.Add(new Mapping(new AddressRange(new Address(start), new Address(end)), Access.Read | Access.Execute, offset, default, 0, name, false));
        if (build > 0)
            BuildIds[name] = ForeignText.Decode(Text(profile, build));
    }
}
