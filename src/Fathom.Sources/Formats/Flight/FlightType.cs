namespace Fathom.Sources.Formats.Flight;

/// <summary>How the values of a type are written; a type that is none of these is its fields, one after the other.</summary>
enum FlightShape
{
    Fields,
    Byte,
    Short,
    Int,
    Long,
    Four,
    Eight,
    Text,
}

/// <summary>A type as a chunk describes it: of an event, of a constant, of a part of them.</summary>
sealed class FlightType(long id, string name)
{
    /// <summary>The JDK's own nest no deeper than four.</summary>
    const int Deepest = 16;

    public long Id => id;

    public string Name => name;

    public List<FlightField> Fields { get; } = [];

    public FlightShape Shape { get; } = name switch
    {
        "boolean" or "byte" => FlightShape.Byte,
        "short" or "char" => FlightShape.Short,
        "int" => FlightShape.Int,
        "long" => FlightShape.Long,
        "float" => FlightShape.Four,
        "double" => FlightShape.Eight,
        "java.lang.String" => FlightShape.Text,
        _ => FlightShape.Fields,
    };

    public void Skip(ref FlightCursor cursor, int depth = 0)
    {
        switch (Shape)
        {
            case FlightShape.Text:
                cursor.SkipText();
                break;
            case FlightShape.Fields when depth > Deepest:
                cursor.Fail();
                break;
            case FlightShape.Fields:
                foreach (FlightField field in Fields)
                {
                    if (cursor.IsBad)
                        return;
                    field.Skip(ref cursor, depth + 1);
                }
                break;
            default:
                Number(ref cursor);
                break;
        }
    }

    /// <summary>Of a fraction nothing is told.</summary>
    public long Number(ref FlightCursor cursor)
    {
        switch (Shape)
        {
            case FlightShape.Byte:
                return cursor.Byte();
            case FlightShape.Short:
                return cursor.Short();
            case FlightShape.Int:
                return cursor.Int();
            case FlightShape.Long:
                return cursor.Long();
            default:
                cursor.Skip(Shape == FlightShape.Four ? 4 : 8);
                return 0;
        }
    }
}

/// <summary>A field; one of a type that the chunk does not describe cannot be read, nor what stands behind it.</summary>
/// <param name="IsConstant">It is a key into the chunk's pool of that type.</param>
readonly record struct FlightField(string Name, FlightType? Type, bool IsConstant, bool IsArray)
{
    public void Skip(ref FlightCursor cursor, int depth)
    {
        int count = IsArray ? cursor.Count() : 1;
        for (; count > 0 && !cursor.IsBad; count--)
        {
            if (Type is null)
                cursor.Fail();
            else if (IsConstant)
                cursor.Long();
            else
                Type.Skip(ref cursor, depth);
        }
    }
}
