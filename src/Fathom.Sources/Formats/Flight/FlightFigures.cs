using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Flight;

/// <summary>Figures of memory over time, and what the JVM says of itself.</summary>
sealed class FlightFigures : IFlightTaker
{
    const string Jvm = "jdk.JVMInformation";
    static readonly string[] JvmFields = ["pid", "jvmName", "jvmVersion", "jvmArguments", "jvmFlags", "javaArguments"];

    readonly Dictionary<(string Event, string Key), FlightSeries[]> _series = [];
    readonly Dictionary<long, Reader> _readers = [];
    FlightChunk? _chunk;
    int _count;

    public RecordedJvm? Said { get; private set; }

    /// <summary>It has more of them than are kept.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Two processes' recordings stand in one file.</summary>
    public (int One, int Other)? Processes { get; private set; }

    public IReadOnlyList<RecordedSeries> Series => [.. _series.Values.SelectMany(each => each).Where(each => each.Samples > 0).Select(each => each.Made())];

    public bool Wants(string type) => type == Jvm || FlightFigure.Of(type) is not null;

    public void Begin(FlightChunk chunk)
    {
        _chunk = chunk;
        _readers.Clear();
    }

    public void Take(FlightType type, FlightCursor cursor)
    {
        if (!_readers.TryGetValue(type.Id, out Reader? reader))
        {
            FlightFigure? figure = FlightFigure.Of(type.Name);
            _readers[type.Id] = reader = new Reader(figure, FlightPlan.Of(type, figure?.Paths ?? JvmFields));
        }
        Span<long> values = stackalloc long[FlightFigure.MostPaths];
        if (!reader.Plan.Read(ref cursor, values))
            return;
        if (reader.Figure is { } known)
            Add(reader, known, values);
        else
            Add(reader.Plan, values);
    }

    public void End() => _chunk = null;

    void Add(Reader reader, FlightFigure figure, ReadOnlySpan<long> values)
    {
        // Time and key stand first; a key that is no constant is another place in each event.
        long key = reader.Plan[1] is { IsConstant: true } ? values[1] : 0;
        if (reader.Plan[1] is { IsConstant: false } || !reader.OfKey.TryGetValue(key, out FlightSeries[]? series))
            reader.OfKey[key] = series = SeriesOf(figure, reader.Plan[1] is null ? "" : _chunk!.Text(reader.Plan[1], values[1]) ?? "");
        long nanos = _chunk!.Head.NanosAt(values[0]);
        for (int i = 0; i < series.Length; i++)
        {
            if (reader.Plan[i + 2] is not null)
                series[i].Add(nanos, values[i + 2]);
        }
    }

    FlightSeries[] SeriesOf(FlightFigure figure, string key)
    {
        if (_series.TryGetValue((figure.Event, key), out FlightSeries[]? known))
            return known;
        if (_count + figure.Fields.Count > Limits.FlightSeries)
        {
            IsFull = true;
            return [];
        }
        _count += figure.Fields.Count;
        return _series[(figure.Event, key)] = [.. figure.Fields.Select(field => new FlightSeries(figure.Event, key, field.TrimStart('#'), !field.StartsWith('#')))];
    }

    void Add(FlightPlan plan, ReadOnlySpan<long> values)
    {
        string?[] texts = new string?[JvmFields.Length];
        for (int i = 1; i < texts.Length; i++)
            texts[i] = plan[i] is null ? null : _chunk!.Text(plan[i], values[i]);
        int? pid = plan[0] is not null && values[0] is > 0 and <= int.MaxValue ? (int)values[0] : null;
        if (Said?.Pid is { } before && pid is { } now && before != now)
            Processes ??= (before, now);
        Said = new RecordedJvm(pid, texts[1], texts[2], texts[3], texts[4], texts[5]);
    }

    sealed record Reader(FlightFigure? Figure, FlightPlan Plan)
    {
        public Dictionary<long, FlightSeries[]> OfKey { get; } = [];
    }
}

/// <summary>A figure as it is added up.</summary>
sealed class FlightSeries(string @event, string key, string field, bool isBytes)
{
    long _first, _last, _firstNanos = long.MaxValue, _lastNanos = long.MinValue, _least = long.MaxValue, _most = long.MinValue;

    readonly List<RecordedPoint> _points = [];
    long _stride = 1;

    public long Samples { get; private set; }

    public void Add(long nanos, long value)
    {
        if (Samples++ % _stride == 0)
            Keep(new RecordedPoint(nanos, value));
        if (nanos < _firstNanos)
            (_firstNanos, _first) = (nanos, value);
        if (nanos >= _lastNanos)
            (_lastNanos, _last) = (nanos, value);
        _least = Math.Min(_least, value);
        _most = Math.Max(_most, value);
    }

    /// <summary>Half of them go when there are too many: a day of samples stays a few that tell how it went.</summary>
    void Keep(RecordedPoint point)
    {
        _points.Add(point);
        if (_points.Count < Limits.FlightPoints)
            return;
        for (int i = 0; i < _points.Count / 2; i++)
            _points[i] = _points[2 * i];
        _points.RemoveRange(_points.Count / 2, _points.Count - (_points.Count / 2));
        _stride *= 2;
    }

    /// <summary>Each thread writes blocks of its own.</summary>
    RecordedPoint[] InTime()
    {
        RecordedPoint[] points = [.. _points];
        Array.Sort(points, static (one, other) => one.Nanos.CompareTo(other.Nanos));
        return points;
    }

    public RecordedSeries Made() => new(@event, key, field, isBytes)
    {
        Samples = Samples,
        First = _first,
        Last = _last,
        FirstNanos = _firstNanos,
        LastNanos = _lastNanos,
        Least = _least,
        Most = _most,
        Points = InTime(),
    };
}
