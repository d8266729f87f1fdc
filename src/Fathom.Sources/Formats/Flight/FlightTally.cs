using System.Globalization;
using System.Runtime.InteropServices;
using Fathom.Evidence;
using Fathom.Evidence.Saved;

namespace Fathom.Sources.Formats.Flight;

/// <summary>Counts the events of a chunk by their types.</summary>
sealed class FlightTally(FlightTypes types, IFlightTaker taker)
{
    /// <summary>The JDK numbers its types from few hundred on, async-profiler from 100.</summary>
    const int Few = 16 * 1024;

    sealed class Row(string name, FlightType? wanted)
    {
        public string Name => name;

        public FlightType? Wanted => wanted;

        public long Count { get; set; }

        public long Size { get; set; }
    }

    readonly Row?[] _few = new Row?[Few];
    readonly Dictionary<long, Row> _rows = [];
    readonly Row _others = new("of other types", null);

    /// <returns>The type, where events of it are wanted.</returns>
    public FlightType? Add(long type, int size)
    {
        Row row = type is >= 0 and < Few ? _few[type] ??= Make(type) : Find(type);
        row.Count++;
        row.Size += size;
        return row.Wanted;
    }

    public void AddTo(Dictionary<string, RecordedEvents> events)
    {
        foreach (Row row in (IEnumerable<Row>)[.. _rows.Values, _others])
        {
            if (row.Count == 0)
                continue;
            string name = events.Count >= Limits.FlightTypes ? _others.Name : row.Name;
            ref RecordedEvents? sum = ref CollectionsMarshal.GetValueRefOrAddDefault(events, name, out _);
            sum = new RecordedEvents(name, (sum?.Count ?? 0) + row.Count, new Bytes((sum?.Size.Value ?? 0) + row.Size));
        }
    }

    Row Find(long type) => _rows.TryGetValue(type, out Row? row) ? row : Make(type);

    Row Make(long type)
    {
        if (_rows.Count >= Limits.FlightTypes)
            return _others;
        FlightType? known = types[type];
        string name = type switch
        {
            // As `jfr summary` of a new JDK calls them.
            FlightChunk.Metadata => "jdk.Metadata",
            FlightChunk.Checkpoint => "jdk.Checkpoint",
            _ => known?.Name ?? string.Create(CultureInfo.InvariantCulture, $"type {type}"),
        };
        return _rows[type] = new Row(name, known is not null && taker.Wants(known.Name) ? known : null);
    }
}
