using System.Globalization;
using System.Text;
using Fathom.Evidence;
using Fathom.Evidence.Profiles;
using Fathom.Sources.Formats;

namespace Fathom.Sources.Profiles;

/// <summary>The samples of a pprof profile, stack by stack; the innermost location stands first, and within one the innermost line.</summary>
sealed class PprofSamples
{
    readonly PprofTables _tables;
    readonly Dictionary<ulong, Place> _places = [];
    readonly Place[] _path = new Place[Limits.ProfileDepth];
    readonly int[] _stack = new int[Limits.ProfileDepth];
    PprofDrop? _drop;
    readonly long[] _values;
    readonly List<ProfileColumn> _columns = [];

    public PprofSamples(PprofTables tables)
    {
        _tables = tables;
        _values = new long[Math.Max(1, tables.Columns.Count)];
        Builder = new ProfileBuilder(_values.Length);
    }

    public ProfileBuilder Builder { get; }

    public IReadOnlyList<ProfileColumn> Columns => _columns;

    /// <summary>Which frames its writer wants to be left away could be followed.</summary>
    public bool IsDropped { get; private set; } = true;

    /// <summary>Samples that refer to what is not there.</summary>
    public int Dangling { get; private set; }

    public void Read(ReadOnlySpan<byte> profile)
    {
        foreach ((long type, long unit) in _tables.Columns)
            _columns.Add(Column(ForeignText.Decode(_tables.Text(profile, type)), ForeignText.Decode(_tables.Text(profile, unit))));
        if (_columns.Count == 0)
            _columns.Add(new ProfileColumn("samples", "count", ProfileMeasure.Other));
        _drop = _tables.Drop(profile, out bool isUnderstood);
        WireReader fields = new(profile);
        while (fields.MoveNext())
        {
            if (fields.Field == 2 && fields.IsContent)
                Take(profile, fields.Content);
        }
        IsDropped = isUnderstood && _drop?.IsTooDear != true;
    }

    /// <summary>Where an address is, with what was inlined there.</summary>
    /// <param name="Drop">All of it is uninteresting, or what was inlined there: Frames lacks that.</param>
    readonly record struct Place(int[] Frames, Dropped Drop);

    enum Dropped : byte
    {
        Nothing,
        Inner,
        Whole,
    }

    static ProfileColumn Column(string name, string unit) => (name, unit) switch
    {
        ("inuse_space" or "space" or "inuse_bytes", "bytes") => ProfileColumn.InUseBytes with { Name = name },
        ("inuse_objects" or "objects", "count") => ProfileColumn.InUseCount with { Name = name },
        ("alloc_space" or "alloc_bytes", "bytes") => ProfileColumn.AllocatedBytes with { Name = name },
        ("alloc_objects" or "allocations", "count") => ProfileColumn.AllocatedCount with { Name = name },
        _ => new ProfileColumn(name.Length == 0 ? "value" : name, unit, ProfileMeasure.Other),
    };

    void Take(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> sample)
    {
        (int depth, int values, int thread, bool isWhole) = (0, 0, 0, true);
        Array.Clear(_values);
        WireReader fields = new(sample);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1:
                    WireReader locations = new(fields.Content);
                    while (fields.IsContent && locations.TryNumber(out ulong location))
                        isWhole &= Push(profile, location, ref depth);
                    isWhole &= fields.IsContent || Push(profile, fields.Number, ref depth);
                    break;
                case 2:
                    WireReader numbers = new(fields.Content);
                    while (fields.IsContent && numbers.TryNumber(out ulong value))
                        isWhole &= Put(value, ref values);
                    isWhole &= fields.IsContent || Put(fields.Number, ref values);
                    break;
                case 3:
                    thread = ThreadOf(profile, fields.Content) is > 0 and var named ? named : thread;
                    break;
            }
        }
        Dangling += isWhole && values == _columns.Count && !fields.IsDamaged ? 0 : 1;
        Builder.Sample(Builder.StackOf(_stack.AsSpan(0, Laid(depth))), _values, thread);
    }

    bool Put(ulong value, ref int at)
    {
        if (at >= _values.Length)
            return false;
        _values[at++] = unchecked((long)value);
        return true;
    }

    bool Push(ReadOnlySpan<byte> profile, ulong location, ref int depth)
    {
        if (!_places.TryGetValue(location, out Place place))
        {
            if (!_tables.TryLocation(location, out (int Start, int Length) message))
                return false;
            _places[location] = place = PlaceOf(profile, profile.Slice(message.Start, message.Length));
        }
        if (depth < _path.Length)
            _path[depth++] = place;
        return true;
    }

    /// <summary>The frames of the path, without what is uninteresting below the first frame that is not.</summary>
    int Laid(int depth)
    {
        int from = depth;
        while (from > 0 && _path[from - 1].Drop != Dropped.Nothing)
            from--;
        while (from > 0 && _path[from - 1].Drop == Dropped.Nothing)
            from--;
        int innermost = from > 0 && _path[from - 1].Drop == Dropped.Inner ? from - 1 : from;
        int count = 0;
        for (int i = innermost; i < depth; i++)
        {
            foreach (int frame in _path[i].Frames)
            {
                if (count < _stack.Length)
                    _stack[count++] = frame;
            }
        }
        return count;
    }

    Place PlaceOf(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> location)
    {
        (ulong address, ulong mapping, int dropped) = (0, 0, 0);
        List<ProfileFrame> lines = [];
        WireReader fields = new(location);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 2: mapping = fields.Number; break;
                case 3: address = fields.Number; break;
                case 4 when lines.Count < Limits.ProfileDepth:
                    lines.Add(Line(profile, fields.Content, out bool isDropped));
                    dropped = isDropped ? lines.Count : dropped;
                    break;
            }
        }
        int library = Builder.Texts.Add(_tables.FileOf(mapping));
        if (lines.Count == 0)
            return new Place([Builder.Frame(new ProfileFrame(address, 0, library))], Dropped.Nothing);
        bool isWhole = dropped == lines.Count;
        int inner = isWhole ? 0 : dropped;
        var frames = new int[lines.Count - inner];
        for (int i = 0; i < frames.Length; i++)
            frames[i] = Builder.Frame(lines[i + inner] with { Address = address, Library = library });
        return new Place(frames, isWhole ? Dropped.Whole : inner > 0 ? Dropped.Inner : Dropped.Nothing);
    }

    ProfileFrame Line(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> line, out bool isDropped)
    {
        (ulong function, ulong number) = (0, 0);
        WireReader fields = new(line);
        while (fields.MoveNext())
            (function, number) = fields.Field switch { 1 => (fields.Number, number), 2 => (function, fields.Number), _ => (function, number) };
        PprofTables.Function of = _tables.FunctionOf(function);
        isDropped = _drop?.Drops(_tables.Text(profile, of.Name)) == true;
        return new ProfileFrame(0, Builder.Texts.Add(_tables.Text(profile, of.Name)), 0, 0, Builder.Texts.Add(_tables.Text(profile, of.File)), number <= int.MaxValue ? (int)number : 0);
    }

    /// <summary>Names that profilers give the label; a number is one as well.</summary>
    int ThreadOf(ReadOnlySpan<byte> profile, ReadOnlySpan<byte> label)
    {
        (long key, long text, ulong number) = (0, 0, 0);
        WireReader fields = new(label);
        while (fields.MoveNext())
        {
            switch (fields.Field)
            {
                case 1: key = (long)Math.Min(fields.Number, int.MaxValue); break;
                case 2: text = (long)Math.Min(fields.Number, int.MaxValue); break;
                case 3: number = fields.Number; break;
            }
        }
        ReadOnlySpan<byte> name = _tables.Text(profile, key);
        if (!name.SequenceEqual("thread"u8) && !name.SequenceEqual("thread_name"u8) && !name.SequenceEqual("thread_id"u8) && !name.SequenceEqual("tid"u8))
            return 0;
        ReadOnlySpan<byte> said = _tables.Text(profile, text);
        return Builder.Texts.Add(said.IsEmpty ? Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)) : said);
    }
}
