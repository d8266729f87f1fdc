using Fathom.Evidence;

namespace Fathom.Sources.Formats.Flight;

/// <summary>The types of a chunk, out of its metadata event: a table of strings, and elements with attributes as in XML (JDK, MetadataReader.java).</summary>
sealed class FlightTypes
{
    const int DeepestElement = 16;

    readonly Dictionary<long, FlightType> _types = [];
    readonly List<(FlightType Of, string Name, long Type, bool IsConstant, bool IsArray)> _fields = [];
    string?[] _texts = [];

    public static FlightTypes None { get; } = new();

    public FlightType? this[long id] => _types.GetValueOrDefault(id);

    public IReadOnlyCollection<FlightType> All => _types.Values;

    public FlightType? Text { get; private set; }

    /// <summary>Null where it makes no sense.</summary>
    public static FlightTypes? Of(FlightCursor cursor)
    {
        cursor.Int();
        if (cursor.Long() != FlightChunk.Metadata)
            return null;
        cursor.Long();
        cursor.Long();
        cursor.Long();
        FlightTypes types = new();
        types._texts = new string?[cursor.Count()];
        for (int i = 0; i < types._texts.Length && !cursor.IsBad; i++)
            types._texts[i] = cursor.Text(out _);
        types.Element(ref cursor, null, 0);
        types.Resolve();
        return cursor.IsBad && types._types.Count == 0 ? null : types;
    }

    void Element(ref FlightCursor cursor, FlightType? parent, int depth)
    {
        if (depth > DeepestElement)
            cursor.Fail();
        string element = Word(ref cursor);
        (string name, long id, long type, bool isConstant, bool isArray) = ("", -1, -1, false, false);
        for (int left = cursor.Count(); left > 0 && !cursor.IsBad; left--)
        {
            string key = Word(ref cursor);
            string value = Word(ref cursor);
            if (key == "name")
                name = value;
            else if (key == "id")
                id = Number(value);
            else if (key == "class")
                type = Number(value);
            else if (key == "constantPool")
                isConstant = value == "true";
            else if (key == "dimension")
                isArray = value != "0";
        }
        if (cursor.IsBad)
            return;
        FlightType? own = element == "class" ? Add(id, name) : null;
        if (element == "field" && parent is not null && _fields.Count < Limits.FlightFields)
            _fields.Add((parent, name, type, isConstant, isArray));
        for (int left = cursor.Count(); left > 0 && !cursor.IsBad; left--)
            Element(ref cursor, own, depth + 1);
    }

    FlightType? Add(long id, string name)
    {
        FlightType type = new(id, name);
        if (_types.Count >= Limits.FlightTypes || !_types.TryAdd(id, type))
            return null;
        if (type.Shape == FlightShape.Text)
            Text = type;
        return type;
    }

    void Resolve()
    {
        HashSet<long> filled = [.. _fields.Select(field => field.Of.Id)];
        foreach ((FlightType of, string name, long type, bool isConstant, bool isArray) in _fields)
        {
            // A part that takes no byte can stand a billion times in a small file; no writer makes one.
            bool isNothing = !isConstant && this[type] is { Shape: FlightShape.Fields } && !filled.Contains(type);
            of.Fields.Add(new FlightField(name, isNothing ? null : this[type], isConstant, isArray));
        }
        _fields.Clear();
        _texts = [];
    }

    string Word(ref FlightCursor cursor)
    {
        int at = cursor.Int();
        if (at >= 0 && at < _texts.Length)
            return _texts[at] ?? "";
        cursor.Fail();
        return "";
    }

    static long Number(string text) => long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out long number) ? number : -1;
}
