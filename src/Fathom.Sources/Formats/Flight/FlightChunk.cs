using Fathom.Evidence;

namespace Fathom.Sources.Formats.Flight;

/// <summary>A chunk with its types and its constants: enough to read each of its events.</summary>
sealed class FlightChunk(ReadOnlyMemory<byte> bytes, FlightHead head, FlightTypes types, FlightConstants constants)
{
    /// <summary>The types of the two events that describe the others.</summary>
    public const long Metadata = 0;
    public const long Checkpoint = 1;

    const int DeepestText = 4;

    readonly Dictionary<(long Type, long Key), string?> _texts = [];

    public FlightTypes Types => types;

    public FlightHead Head => head;

    public int Length => bytes.Length;

    public FlightCursor At(int place) => new(bytes.Span, place, head.IsPacked);

    public FlightCursor At(int place, int end) => new(bytes.Span[..end], place, head.IsPacked);

    public bool TryFind(FlightType type, long key, out FlightCursor cursor)
    {
        bool found = constants.TryFind(type.Id, key, out int place);
        cursor = At(place);
        return found;
    }

    /// <summary>What a value that a plan took says: a text, or the first text of a constant.</summary>
    public string? Text(FlightField? field, long value)
    {
        if (field is not { IsArray: false, Type: { } type })
            return null;
        if (field.Value.IsConstant)
            return Constant(type, value, 0);
        if (type.Shape != FlightShape.Text)
            return null;
        FlightCursor cursor = At((int)value);
        return Text(ref cursor, 0);
    }

    string? Text(ref FlightCursor cursor, int depth)
    {
        string? text = cursor.Text(out long? key);
        return key is { } constant && types.Text is { } type ? Constant(type, constant, depth + 1) : text is { Length: > Limits.NameBytes } ? text[..Limits.NameBytes] : text;
    }

    string? Constant(FlightType type, long key, int depth)
    {
        if (depth > DeepestText)
            return null;
        if (_texts.TryGetValue((type.Id, key), out string? known))
            return known;
        string? text = TryFind(type, key, out FlightCursor cursor) ? First(ref cursor, type, depth) : null;
        return _texts[(type.Id, key)] = text;
    }

    string? First(ref FlightCursor cursor, FlightType type, int depth)
    {
        if (type.Shape == FlightShape.Text)
            return Text(ref cursor, depth);
        foreach (FlightField field in type.Fields)
        {
            if (cursor.IsBad)
                return null;
            if (field is { IsArray: false, IsConstant: false, Type.Shape: FlightShape.Text })
                return Text(ref cursor, depth);
            field.Skip(ref cursor, 1);
        }
        return null;
    }
}
